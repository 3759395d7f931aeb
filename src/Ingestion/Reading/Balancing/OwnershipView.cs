using System.Collections.Concurrent;

namespace ModelData.Ingestion.Reading.Balancing;

/// <summary>
/// What a worker knows of the records: the last listing, and since when it has seen each version. A record has expired when the storage says so by
/// its own clock, or when this worker has seen it unchanged for so long by its own: no two clocks are compared. Thread-safe, but for one listing at a time.
/// </summary>
internal sealed class OwnershipView(TimeSpan expiry, TimeProvider time)
{
    private ConcurrentDictionary<string, Seen> _records = new(StringComparer.Ordinal);

    private readonly record struct Seen(PartitionOwnership Record, long Since, bool IsExpired);

    /// <summary>Takes a listing in.</summary>
    public void Update(OwnershipListing listing)
    {
        long now = time.GetTimestamp();
        var records = new ConcurrentDictionary<string, Seen>(StringComparer.Ordinal);
        foreach (var record in listing.Ownerships)
        {
            bool isKnown =
                _records.TryGetValue(record.PartitionId, out var known) && known.Record.Version == record.Version;
            long since = isKnown ? known.Since : now;
            bool isExpired = listing.Now - record.LastModified >= expiry || time.GetElapsedTime(since, now) >= expiry;
            records[record.PartitionId] = new Seen(record, since, isExpired);
        }

        _records = records;
    }

    /// <summary>Notes what was just written.</summary>
    public void Update(PartitionOwnership record) =>
        _records[record.PartitionId] = new Seen(record, time.GetTimestamp(), IsExpired: false);

    /// <summary>The record of a partition.</summary>
    public PartitionOwnership? Find(string partitionId) =>
        _records.TryGetValue(partitionId, out var seen) ? seen.Record : null;

    /// <summary>The owners that are alive, by partition.</summary>
    public Dictionary<string, string> Owners()
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (partition, seen) in _records)
        {
            if (seen.Record.OwnerId.Length > 0 && !seen.IsExpired)
            {
                owners[partition] = seen.Record.OwnerId;
            }
        }

        return owners;
    }
}
