using System.Collections.Concurrent;

namespace ModelData.Producer.Buffering;

/// <summary>
/// The collectors of a pipeline by their ids, which stand in the ring's records. An id is never used again: one that was closed is gone from here once its last
/// record has left the ring. Thread-safe.
/// </summary>
internal sealed class CollectorTable
{
    private readonly ConcurrentDictionary<int, CollectorState> _collectors = new();
    private int _lastId;

    /// <summary>Those of this moment.</summary>
    public ICollection<CollectorState> All => _collectors.Values;

    public CollectorState Get(int id) => _collectors[id];

    public CollectorState Add(Func<int, CollectorState> create)
    {
        CollectorState collector = create(Interlocked.Increment(ref _lastId));
        _collectors[collector.Id] = collector;
        return collector;
    }

    public void Remove(CollectorState collector) => _collectors.TryRemove(collector.Id, out _);
}
