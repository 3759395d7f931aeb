using ModelData.Ingestion.Reading.Balancing;

namespace ModelData.Ingestion.Replaying;

/// <summary>The owners of partitions for one who owns none and shares them with nobody: it has all of them. A look asks the hub alone then.</summary>
internal sealed class SoleReader : IOwnershipStore
{
    public const string OwnerId = "replay";

    private readonly HashSet<string> _partitions = [];

    /// <summary>Adds a partition. Before the first look.</summary>
    public void Add(string partitionId) => _partitions.Add(partitionId);

    public Task<OwnershipListing> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult(
            new OwnershipListing(
                default,
                [.. _partitions.Select(id => new PartitionOwnership(id, OwnerId, "", default))]
            )
        );

    public Task<PartitionOwnership?> TryWriteAsync(
        string partitionId,
        string ownerId,
        string? version,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("Nothing is claimed.");
}
