using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading;

namespace ModelData.Ingestion.Replaying;

/// <summary>
/// Counts what a replay reads, by the files that it belongs to. First everything in the range counts, and is written; once
/// <see cref="CountOn"/> was called, rows behind it are only counted, and only those that given files must have.
/// </summary>
/// <param name="wants">Which folders are wanted.</param>
/// <param name="writes">Whether rows are written at all.</param>
internal sealed class ReplayTally(Func<CollectionAddress, DateOnly, bool> wants, bool writes) : IIntakeObserver
{
    private readonly Lock _lock = new();
    private readonly Dictionary<BlobKey, ReplayedGroup> _groups = [];
    private IReadOnlyDictionary<BlobKey, CountLimit>? _limits;
    private long _duplicates;

    /// <summary>Batches dropped as a producer's retry.</summary>
    public long Duplicates
    {
        get
        {
            lock (_lock)
            {
                return _duplicates;
            }
        }
    }

    /// <summary>The groups in the order of their folders.</summary>
    public IReadOnlyList<ReplayedGroup> Groups
    {
        get
        {
            lock (_lock)
            {
                return [.. _groups.Values.OrderBy(group => group.Key.ToString(), StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>From now on rows are counted for these groups alone, up to their limits, and none is written.</summary>
    public void CountOn(IReadOnlyDictionary<BlobKey, CountLimit> limits)
    {
        lock (_lock)
        {
            _limits = limits;
        }
    }

    public bool Wants(CollectionAddress address, DateOnly day) => wants(address, day);

    public void Duplicate()
    {
        lock (_lock)
        {
            _duplicates += _limits is null ? 1 : 0;
        }
    }

    public bool Accept(
        SourcePartition source,
        ReceivedEvent received,
        CollectedBatch batch,
        IReadOnlyList<FileRows> encoded
    )
    {
        lock (_lock)
        {
            foreach (var rows in encoded)
            {
                if (_limits is null)
                {
                    Group(rows.Key, batch).Add(source, received.SequenceNumber, batch.RowCount);
                }
                else if (_limits.TryGetValue(rows.Key, out var limit) && limit.Includes(source, received))
                {
                    Group(rows.Key, batch).Add(source, received.SequenceNumber, batch.RowCount);
                }
            }

            return writes && _limits is null;
        }
    }

    private ReplayedGroup Group(BlobKey key, CollectedBatch batch)
    {
        if (!_groups.TryGetValue(key, out var group))
        {
            _groups[key] = group = new ReplayedGroup(key, batch.Schema, batch.Address, batch.Day);
        }

        group.Saw(batch.Schema);
        return group;
    }
}
