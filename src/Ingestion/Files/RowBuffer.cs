using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Files;

/// <summary>
/// Rows for one block of one blob, and for each event the bytes that came from it, so that a reload can trim what is already in.
/// Not thread-safe: it is owned by one writer at a time.
/// </summary>
internal sealed class RowBuffer(ChunkPool pool, FeatureSchema schema, long openedAt)
{
    private readonly List<byte[]> _chunks = [];
    private List<Segment> _segments = [];
    private int _lastChunkUsed;
    private bool _isReturned;

    /// <summary>The rows of an event.</summary>
    /// <param name="Event">The event.</param>
    /// <param name="Length">Their bytes.</param>
    /// <param name="Rows">Their number.</param>
    /// <param name="Schema">Their columns as the event has them: these decide the file.</param>
    /// <param name="Form">The columns in whose order and types the bytes are.</param>
    public readonly record struct Segment(
        PendingEvent Event,
        int Length,
        int Rows,
        FeatureSchema Schema,
        FeatureSchema Form
    );

    /// <summary>The columns of its rows, in their order; types may differ from one event to the next.</summary>
    public FeatureSchema Schema { get; private set; } = schema;

    /// <summary>The schema hash of the sibling that its rows go to; unset while they go to the file that a folder begins with.</summary>
    public string? Sibling { get; set; }

    /// <summary>When its first row came, as a timestamp.</summary>
    public long OpenedAt => openedAt;

    /// <summary>The rows of the one large event that it consists of, if it does. They are CSV, and stay in their own order.</summary>
    public LargeRows? Large { get; private init; }

    public long Length { get; private set; }

    public int Rows { get; private set; }

    public IReadOnlyList<Segment> Segments => _segments;

    /// <summary>A buffer of one large event.</summary>
    /// <param name="pending">The event.</param>
    /// <param name="rows">Its rows, in an order of their own.</param>
    /// <param name="columns">Their columns as files of the format have them: these decide the file, as for any event.</param>
    /// <param name="pool">Gives chunks.</param>
    /// <param name="openedAt">When it came, as a timestamp.</param>
    public static RowBuffer Of(
        PendingEvent pending,
        LargeRows rows,
        FeatureSchema columns,
        ChunkPool pool,
        long openedAt
    ) =>
        new(pool, columns, openedAt)
        {
            Large = rows,
            Length = rows.Length,
            Rows = rows.Count,
            _segments = [new Segment(pending, rows.Length, rows.Count, columns, columns)],
        };

    /// <summary>The rows that files of another format count.</summary>
    public long CopiesIn(FileKind kind) =>
        _segments.Sum(segment => segment.Event.CountedIn is { } counted && counted != kind ? segment.Rows : 0L);

    /// <summary>The rows of a file by rate when it has taken these.</summary>
    public RowsPerRate AddTo(RowsPerRate rates)
    {
        // Mostly all events have one rate.
        (decimal? Rate, long Rows) run = (null, 0);
        foreach (var segment in _segments)
        {
            if (segment.Event.SampleRate != run.Rate)
            {
                rates = rates.Add(run.Rate, run.Rows);
                run = (segment.Event.SampleRate, 0);
            }

            run.Rows += segment.Rows;
        }

        return rates.Add(run.Rate, run.Rows);
    }

    /// <summary>When the hub got the latest event of a file when it has taken these rows: never before that of the file.</summary>
    public DateTimeOffset? LatestOf(DateTimeOffset? last)
    {
        foreach (var segment in _segments)
        {
            // Clocks of the service differ, and a buffer has rows of several partitions: the last event need not be the latest.
            if (last is null || segment.Event.EnqueuedTime > last)
            {
                last = segment.Event.EnqueuedTime;
            }
        }

        return last;
    }

    /// <summary>Appends the rows of an event.</summary>
    /// <param name="pending">The event.</param>
    /// <param name="rows">Its rows in the form of the format.</param>
    /// <param name="rowCount">Their number.</param>
    /// <param name="columns">Their columns, in the order of the buffer. Default: those of the buffer.</param>
    /// <param name="form">The columns in whose types they are encoded. Default: the same.</param>
    public void Append(
        PendingEvent pending,
        ReadOnlySpan<byte> rows,
        int rowCount,
        FeatureSchema? columns = null,
        FeatureSchema? form = null
    )
    {
        Invariant.Holds(
            _segments.Count == 0
                // Another session reads again what was not done; what is left of the one before is taken out before a commit.
                || _segments[^1].Event.Session != pending.Session
                || _segments[^1].Event.SequenceNumber < pending.SequenceNumber,
            "sequence numbers rise in a buffer"
        );
        columns ??= Schema;
        _segments.Add(new Segment(pending, rows.Length, rowCount, columns, form ?? columns));
        Length += rows.Length;
        Rows += rowCount;
        Write(rows);
    }

    /// <summary>Whether a commit of all of it may be sent now.</summary>
    public bool MayCommit
    {
        get
        {
            foreach (var segment in _segments)
            {
                if (!segment.Event.Session.MayCommit(segment.Event.SequenceNumber))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The sessions that its rows came from.</summary>
    public List<PartitionSession> Sessions() => [.. _segments.Select(segment => segment.Event.Session).Distinct()];

    /// <summary>Takes out the events that are already in a blob, keeping the order of the rest.</summary>
    /// <returns>The segments taken out.</returns>
    public IReadOnlyList<Segment> Trim(BlobState blob) =>
        Remove(segment => blob.Contains(segment.Event.Source, segment.Event.SequenceNumber));

    /// <summary>Takes out events, keeping the order of the rest.</summary>
    /// <returns>The segments taken out.</returns>
    public IReadOnlyList<Segment> Remove(Func<Segment, bool> isOut)
    {
        List<Segment>? removed = null;
        foreach (var segment in _segments)
        {
            if (isOut(segment))
            {
                (removed ??= []).Add(segment);
            }
        }

        if (removed is null)
        {
            return [];
        }

        if (removed.Count == _segments.Count)
        {
            ReturnChunks();
            _segments = [];
            Length = 0;
            Rows = 0;
            return removed;
        }

        // What is out is decided once: it may change meanwhile. The order is that of the segments.
        int next = 0;
        Rewrite(
            (segment, rows) =>
            {
                bool isRemoved = next < removed.Count && removed[next].Event == segment.Event;
                next += isRemoved ? 1 : 0;
                // Typed: a bare null would become empty memory, and the segment would stay.
                return isRemoved ? (ReadOnlyMemory<byte>?)null : rows;
            }
        );
        return removed;
    }

    /// <summary>Takes events out into a buffer of their own, keeping their order.</summary>
    public RowBuffer Take(Func<Segment, bool> isTaken)
    {
        var taken = new RowBuffer(pool, Schema, openedAt) { Sibling = Sibling };
        Rewrite(
            (segment, rows) =>
            {
                if (!isTaken(segment))
                {
                    return rows;
                }

                taken.Append(segment.Event, rows.Span, segment.Rows, segment.Schema, segment.Form);
                return (ReadOnlyMemory<byte>?)null;
            }
        );
        return taken;
    }

    /// <summary>Brings all rows into the column order, and the form, of the file.</summary>
    public void Reorder(IFileFormat format, FeatureSchema order)
    {
        Schema = order;
        // Whoever reads a large event brings it into the order, piece by piece.
        if (Large is null && !_segments.TrueForAll(segment => format.IsSameForm(segment.Form, order)))
        {
            Rewrite(
                (segment, rows) =>
                    format.IsSameForm(segment.Form, order)
                        ? rows
                        : RowOrder.Change(format, segment.Form, order, rows, segment.Rows),
                order
            );
        }
    }

    /// <summary>Copies everything out that is not of a large event, for example into a dead letter.</summary>
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

    /// <summary>Checks that bytes and rows are those of its events, before they go into a file.</summary>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    public void Verify()
    {
        long stored = Large?.Length ?? _chunks.SkipLast(1).Sum(chunk => (long)chunk.Length) + _lastChunkUsed;
        Invariant.Holds(
            Length == stored
                && Length == _segments.Sum(segment => (long)segment.Length)
                && Rows == _segments.Sum(segment => segment.Rows),
            "the bytes and rows of a buffer are those of its events"
        );
    }

    /// <summary>The bytes of the block: the header line of a new file, then the rows. Valid until the buffer changes.</summary>
    public SeekableReadStream OpenRead(ReadOnlyMemory<byte> header)
    {
        if (Large is { } large)
        {
            return large.Schema.HeaderLine.Span.SequenceEqual(Schema.HeaderLine.Span)
                ? new MemoryPartsStream([header, large.Csv])
                : new ReorderedRowsStream(header, large.Csv, ColumnOrder.MapNames(large.Schema, Schema)!);
        }

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
        if (!_isReturned)
        {
            _isReturned = true;
            Large?.Release();
        }
    }

    // What the change returns takes the place of a segment's rows; null takes the segment out.
    private void Rewrite(Func<Segment, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>?> change, FeatureSchema? form = null)
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
                Append(segment.Event, changed.Span, segment.Rows, segment.Schema, form ?? segment.Form);
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
