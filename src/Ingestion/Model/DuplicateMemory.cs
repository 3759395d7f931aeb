namespace ModelData.Ingestion.Model;

/// <summary>
/// The last batch of each producer and address: a fold over events in the order of their sequence numbers. Entries expire by the
/// events' enqueued times, never by a clock, so that a replay decides as the first run did. Not thread-safe.
/// </summary>
internal sealed class DuplicateMemory(TimeSpan window)
{
    /// <summary>A bound for the state blob; beyond it the oldest entries go first.</summary>
    public const int MaxEntries = 100_000;

    private readonly Dictionary<(Guid Producer, string Address), Entry> _last = [];

    public readonly record struct Entry(long Sequence, DateTimeOffset EnqueuedTime);

    public int Count => _last.Count;

    public IEnumerable<KeyValuePair<(Guid Producer, string Address), Entry>> Entries => _last;

    /// <summary>Whether this batch, or a later one of the same producer and address, was folded in within the window.</summary>
    public bool IsDuplicate(BatchIdentity batch, DateTimeOffset enqueuedTime) =>
        _last.TryGetValue((batch.ProducerId, batch.Address), out var entry)
        && batch.Sequence <= entry.Sequence
        && enqueuedTime - entry.EnqueuedTime <= window;

    public void Fold(BatchIdentity batch, DateTimeOffset enqueuedTime) =>
        Restore(batch.ProducerId, batch.Address, new Entry(batch.Sequence, enqueuedTime));

    public void Restore(Guid producer, string address, Entry entry) => _last[(producer, address)] = entry;

    /// <summary>Forgets what has expired as of an event's enqueued time.</summary>
    public void Expire(DateTimeOffset enqueuedTime)
    {
        foreach (var (key, entry) in _last)
        {
            if (enqueuedTime - entry.EnqueuedTime > window)
            {
                _last.Remove(key);
            }
        }

        if (_last.Count > MaxEntries)
        {
            foreach (
                var key in _last
                    .OrderBy(e => e.Value.EnqueuedTime)
                    .Take(_last.Count - MaxEntries)
                    .Select(e => e.Key)
                    .ToList()
            )
            {
                _last.Remove(key);
            }
        }
    }

    public DuplicateMemory Clone()
    {
        var clone = new DuplicateMemory(window);
        foreach (var (key, entry) in _last)
        {
            clone._last[key] = entry;
        }

        return clone;
    }
}
