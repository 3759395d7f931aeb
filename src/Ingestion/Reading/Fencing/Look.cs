using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Balancing;

namespace ModelData.Ingestion.Reading.Fencing;

/// <summary>What a look found.</summary>
/// <param name="BeganAt">When it began, as a timestamp of the worker's monotonic clock.</param>
/// <param name="Incarnation">The hub that exists.</param>
/// <param name="Owners">Who owns what, and the storage's own time.</param>
internal sealed record Look(long BeganAt, HubIncarnation Incarnation, OwnershipListing Owners)
{
    /// <summary>Whether a partition is owned by this session id; case aside, as the official SDKs compare.</summary>
    public bool IsOwnedBy(string partitionId, string ownerId) =>
        Owners.Ownerships.Any(record =>
            record.PartitionId == partitionId && record.OwnerId.Equals(ownerId, StringComparison.OrdinalIgnoreCase)
        );
}
