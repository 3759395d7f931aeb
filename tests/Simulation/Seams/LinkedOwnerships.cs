using ModelData.EventHubs.Processor;
using ModelData.Simulation.Checks;

namespace ModelData.Simulation.Seams;

/// <summary>Ownership as one worker reaches it.</summary>
internal sealed class LinkedOwnerships(IOwnershipStore ownerships, Link link, History history) : IOwnershipStore
{
    public async Task<OwnershipListing> ListAsync(CancellationToken cancellationToken = default)
    {
        long begun = history.Begin();
        var listing = await link.AskStorageAsync(
            "owners",
            "",
            () => ownerships.ListAsync(default),
            found => string.Join(',', found.Ownerships.Select(it => $"{it.PartitionId}={it.OwnerId}@{it.Version}")),
            cancellationToken
        );
        history.Listed(link.Process, begun, listing);
        return listing;
    }

    public Task<PartitionOwnership?> TryWriteAsync(
        string partitionId,
        string ownerId,
        string? version,
        CancellationToken cancellationToken = default
    ) =>
        link.AskStorageAsync(
            "own",
            $"{partitionId} {ownerId} if {version}",
            () => ownerships.TryWriteAsync(partitionId, ownerId, version, default),
            written => $"{written?.Version}",
            cancellationToken
        );
}
