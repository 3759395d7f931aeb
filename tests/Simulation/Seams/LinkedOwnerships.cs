using ModelData.EventHubs.Processor;
using ModelData.Simulation.Checks;

namespace ModelData.Simulation.Seams;

/// <summary>Ownership as one worker reaches it.</summary>
internal sealed class LinkedOwnerships(IOwnershipStore ownerships, Link link, History history) : IOwnershipStore
{
    private readonly Dictionary<string, string> _mine = [];

    /// <summary>A mistake: what was this worker's once is taken for its own.</summary>
    public bool IsBlind { get; init; }

    /// <summary>Told of each claim.</summary>
    public Action<string> Claimed { get; init; } = _ => { };

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
        if (IsBlind)
        {
            return listing with
            {
                Ownerships =
                [
                    .. listing.Ownerships.Select(it =>
                        it with
                        {
                            OwnerId = _mine.GetValueOrDefault(it.PartitionId, it.OwnerId),
                        }
                    ),
                ],
            };
        }

        foreach (var record in listing.Ownerships.Where(it => _mine.GetValueOrDefault(it.PartitionId) != it.OwnerId))
        {
            _mine.Remove(record.PartitionId);
        }

        return listing;
    }

    public async Task<PartitionOwnership?> TryWriteAsync(
        string partitionId,
        string ownerId,
        string? version,
        CancellationToken cancellationToken = default
    )
    {
        var record = await link.AskStorageAsync(
            "own",
            $"{partitionId} {ownerId} if {version}",
            () => ownerships.TryWriteAsync(partitionId, ownerId, version, default),
            written => $"{written?.Version}",
            cancellationToken
        );
        if (record is { OwnerId.Length: > 0 } && _mine.TryAdd(partitionId, ownerId))
        {
            Claimed(partitionId);
        }

        return record;
    }
}
