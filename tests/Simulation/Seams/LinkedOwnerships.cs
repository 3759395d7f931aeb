using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestor.Hosting;
using ModelData.Simulation.Checks;

namespace ModelData.Simulation.Seams;

/// <summary>Ownership as one worker reaches it.</summary>
internal sealed class LinkedOwnerships(IOwnershipStore ownerships, Link link, History history) : IOwnershipStore
{
    private readonly Dictionary<string, string> _mine = [];
    private string? _owner;

    /// <summary>A mistake: what was this worker's once is taken for its own.</summary>
    public bool IsBlind { get; init; }

    /// <summary>A mistake: any session of this identity is taken for the own one.</summary>
    public string? OwnIdentity { get; init; }

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
            return Change(listing, it => _mine.GetValueOrDefault(it.PartitionId, it.OwnerId));
        }

        if (OwnIdentity is not null && _owner is not null)
        {
            return Change(listing, it => it.OwnerId.StartsWith($"{OwnIdentity}/") ? _owner : it.OwnerId);
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
        _owner = ownerId.Length > 0 ? ownerId : _owner;
        if (record is { OwnerId.Length: > 0 } && _mine.TryAdd(partitionId, ownerId))
        {
            Claimed(partitionId);
        }

        return record;
    }

    private static OwnershipListing Change(OwnershipListing listing, Func<PartitionOwnership, string> owner) =>
        listing with
        {
            Ownerships = [.. listing.Ownerships.Select(it => it with { OwnerId = owner(it) })],
        };
}
