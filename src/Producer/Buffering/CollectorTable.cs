using System.Collections.Concurrent;

namespace ModelData.Producer.Buffering;

/// <summary>
/// The collectors of a pipeline by their ids, which stand in the ring's records. An id is never used again, also not for a collector that comes back: one that
/// has left is gone from here once its last record has left the ring. Thread-safe.
/// </summary>
internal sealed class CollectorTable
{
    private readonly ConcurrentDictionary<int, CollectorState> _collectors = new();
    private int _lastId;

    /// <summary>Those of this moment; one that came back while it was leaving is there twice.</summary>
    public ICollection<CollectorState> All => _collectors.Values;

    public CollectorState Get(int id) => _collectors[id];

    /// <summary>Adds a collector.</summary>
    /// <returns>Its id here.</returns>
    public int Add(CollectorState collector)
    {
        int id = Interlocked.Increment(ref _lastId);
        _collectors[id] = collector;
        return id;
    }

    public void Remove(int id) => _collectors.TryRemove(id, out _);
}
