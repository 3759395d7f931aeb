using ModelData.Ingestor.Committing;
using ModelData.Ingestor.Formats;
using ModelData.Ingestor.Partitions;

namespace ModelData.Ingestor.Buffering;

/// <summary>
/// Rows for one block of one blob, and for each event the bytes that came from it, so that a reload can trim what is already in.
/// Not thread-safe: it is owned by one writer at a time.
/// </summary>
internal sealed class RowBuffer(ChunkPool pool, FeatureSchema schema, DateTimeOffset openedAt)
{
    private readonly List<byte[]> _chunks = [];
    private List<Segment> _segments = [];
    private int _lastChunkUsed;

    public readonly record struct Segment(PendingEvent Event, int Length, int Rows);

    /// <summary>The columns of its rows, in their order.</summary>
    public FeatureSchema Schema { get; private set; } = schema;

    /// <summary>When its first row came.</summary>
    public DateTimeOffset OpenedAt => openedAt;

    public long Length { get; private set; }

    public int Rows { get; private set; }

    public IReadOnlyList<Segment> Segments => _segments;

    /// <summary>The rows that files of another format count.</summary>
    public long CopiesIn(FileKind kind) =>
        _segments.Sum(segment => segment.Event.CountedIn is { } counted && counted != kind ? segment.Rows : 0L);

    public void Append(PendingEvent pending, ReadOnlySpan<byte> rows, int rowCount)
    {
        _segments.Add(new Segment(pending, rows.Length, rowCount));
        Length += rows.Length;
        Rows += rowCount;
        Write(rows);
    }

    /// <summary>Takes out the events that are already in a blob, keeping the order of the rest.</summary>
    /// <returns>The segments taken out.</returns>
    public IReadOnlyList<Segment> Trim(BlobState blob)
    {
        List<Segment>? trimmed = null;
        foreach (var segment in _segments)
        {
            if (blob.Contains(segment.Event.Source, segment.Event.SequenceNumber))
            {
                (trimmed ??= []).Add(segment);
            }
        }

        if (trimmed is null)
        {
            return [];
        }

        // Typed: a bare null would become empty memory, and the segment would stay.
        Rewrite(
            (segment, rows) =>
                blob.Contains(segment.Event.Source, segment.Event.SequenceNumber) ? (ReadOnlyMemory<byte>?)null : rows
        );
        return trimmed;
    }

    /// <summary>Brings all rows into the column order of the file.</summary>
    public void Reorder(IFileFormat format, FeatureSchema order)
    {
        var from = Schema;
        Rewrite((segment, rows) => RowOrder.Change(format, from, order, rows, segment.Rows));
        Schema = order;
    }

    /// <summary>Copies everything out, for example into a dead letter.</summary>
    public void CopyTo(long offset, Span<byte> destination)
    {
        foreach (byte[] chunk in _chunks)
        {
            if (offset >= chunk.Length)
            {
                offset -= chunk.Length;
                continue;
            }

            int count = (int)Math.Min(destination.Length, chunk.Length - offset);
            chunk.AsSpan((int)offset, count).CopyTo(destination);
            destination = destination[count..];
            offset = 0;
            if (destination.IsEmpty)
            {
                return;
            }
        }
    }

    /// <summary>The bytes of the block: the header line of a new file, then the rows. Valid until the buffer changes.</summary>
    public MemoryPartsStream OpenRead(ReadOnlyMemory<byte> header)
    {
        var parts = new List<ReadOnlyMemory<byte>>(_chunks.Count + 1);
        if (!header.IsEmpty)
        {
            parts.Add(header);
        }

        for (int i = 0; i < _chunks.Count; i++)
        {
            parts.Add(_chunks[i].AsMemory(0, i == _chunks.Count - 1 ? _lastChunkUsed : _chunks[i].Length));
        }

        return new MemoryPartsStream(parts);
    }

    /// <summary>Returns the chunks. The segments stay readable.</summary>
    public void ReturnChunks()
    {
        foreach (byte[] chunk in _chunks)
        {
            pool.Return(chunk);
        }

        _chunks.Clear();
        _lastChunkUsed = 0;
    }

    // What the change returns takes the place of a segment's rows; null takes the segment out.
    private void Rewrite(Func<Segment, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>?> change)
    {
        var old = new RowBuffer(pool, Schema, openedAt);
        old._chunks.AddRange(_chunks);
        _chunks.Clear();
        _lastChunkUsed = 0;
        var segments = _segments;
        _segments = [];
        Length = 0;
        Rows = 0;

        long offset = 0;
        byte[] scratch = [];
        foreach (var segment in segments)
        {
            if (scratch.Length < segment.Length)
            {
                scratch = new byte[segment.Length];
            }

            var rows = scratch.AsMemory(0, segment.Length);
            old.CopyTo(offset, rows.Span);
            if (change(segment, rows) is { } changed)
            {
                Append(segment.Event, changed.Span, segment.Rows);
            }

            offset += segment.Length;
        }

        old.ReturnChunks();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_chunks.Count == 0 || _lastChunkUsed == _chunks[^1].Length)
            {
                _chunks.Add(pool.Rent(_chunks.Count));
                _lastChunkUsed = 0;
            }

            byte[] chunk = _chunks[^1];
            int count = Math.Min(bytes.Length, chunk.Length - _lastChunkUsed);
            bytes[..count].CopyTo(chunk.AsSpan(_lastChunkUsed));
            _lastChunkUsed += count;
            bytes = bytes[count..];
        }
    }
}
