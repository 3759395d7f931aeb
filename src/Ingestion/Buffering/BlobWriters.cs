using System.Collections;
using System.Collections.Concurrent;
using ModelData.Ingestion.Files;

namespace ModelData.Ingestion.Buffering;

/// <summary>The writers of all files that have rows waiting, or had some lately. Thread-safe; enumerating copies nothing.</summary>
/// <param name="create">Makes the writer of a file, given the order of its columns should it be new.</param>
/// <param name="mostOpen">How many stay open though they have nothing to do.</param>
internal sealed class BlobWriters(Func<BlobKey, FeatureSchema, BlobWriter> create, int mostOpen)
    : IEnumerable<BlobWriter>
{
    private static readonly TimeSpan IdleWriter = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<BlobKey, BlobWriter> _writers = new();

    public int Count => _writers.Count;

    /// <summary>The writer of a file.</summary>
    /// <param name="key">The file.</param>
    /// <param name="schema">The order of its columns, should it be new.</param>
    public BlobWriter Get(BlobKey key, FeatureSchema schema) => _writers.GetOrAdd(key, create, schema);

    /// <summary>The one with the most bytes that storage does not refuse.</summary>
    public BlobWriter? FindLargest()
    {
        BlobWriter? largest = null;
        foreach (var writer in this)
        {
            if (!writer.IsRefused && writer.BufferedBytes > (largest?.BufferedBytes ?? 0))
            {
                largest = writer;
            }
        }

        return largest;
    }

    /// <summary>Closes those that had nothing to do for long, and beyond the limit those that had nothing to do for longest.</summary>
    public void CloseIdle()
    {
        var idle = new List<(long LastUsed, KeyValuePair<BlobKey, BlobWriter> Entry)>();
        foreach (var entry in _writers)
        {
            if (entry.Value.FindIdle() is { } lastUsed)
            {
                idle.Add((lastUsed, entry));
            }
        }

        int excess = _writers.Count - mostOpen;
        if (excess > 0)
        {
            idle.Sort(static (a, b) => a.LastUsed.CompareTo(b.LastUsed));
        }

        foreach (var (_, entry) in idle)
        {
            // One that was claimed meanwhile is not closed.
            if (entry.Value.TryClose(excess-- > 0 ? TimeSpan.Zero : IdleWriter))
            {
                _writers.TryRemove(entry);
            }
        }
    }

    // Not the dictionary's values: with ten thousand files that would be a copy of all of them for each flush.
    public IEnumerator<BlobWriter> GetEnumerator()
    {
        foreach (var (_, writer) in _writers)
        {
            yield return writer;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
