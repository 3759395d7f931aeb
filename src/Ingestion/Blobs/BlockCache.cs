using System.Diagnostics.CodeAnalysis;

namespace ModelData.Ingestion.Blobs;

/// <summary>
/// The content of small blocks that were committed a short while ago: they will be merged soon, and what is here need not be read
/// back. An id stands for one content for ever, so nothing here can be stale. Least recently put is dropped first. Thread-safe.
/// </summary>
internal sealed class BlockCache(long capacityBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _oldestFirst = new();
    private long _bytes;

    private readonly record struct Entry(string Id, byte[] Content);

    /// <summary>The bytes that it holds.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public void Put(string id, byte[] content)
    {
        if (content.Length > capacityBytes / 4)
        {
            return;
        }

        lock (_lock)
        {
            Remove(id);
            _entries[id] = _oldestFirst.AddLast(new Entry(id, content));
            _bytes += content.Length;
            while (_bytes > capacityBytes)
            {
                Remove(_oldestFirst.First!.Value.Id);
            }
        }
    }

    public bool TryGet(string id, [NotNullWhen(true)] out byte[]? content)
    {
        lock (_lock)
        {
            content = _entries.TryGetValue(id, out var node) ? node.Value.Content : null;
            return content is not null;
        }
    }

    /// <summary>Forgets blocks that are no longer part of a blob.</summary>
    public void Remove(IEnumerable<CommittedBlock> blocks)
    {
        lock (_lock)
        {
            foreach (var block in blocks)
            {
                Remove(block.Id);
            }
        }
    }

    private void Remove(string id)
    {
        if (_entries.Remove(id, out var node))
        {
            _oldestFirst.Remove(node);
            _bytes -= node.Value.Content.Length;
        }
    }
}
