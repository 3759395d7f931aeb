using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace ModelData;

/// <summary>
/// Reads events of the documented format: decompresses, scans every row, never throws on foreign bytes. Keeps buffers between
/// calls, so the rows of a batch are valid until the next call, and as long as the event's body is. Not thread-safe: one reader per partition.
/// Equal schemas and equal addresses are mostly the same objects; do not rely on it, since both memories are bounded.
/// </summary>
public sealed class CollectedBatchReader
{
    private readonly EventHeaderReader _headers = new();
    private readonly SchemaCache _schemas = new();
    private readonly JsonRowReader _json = new();
    private readonly RetainedBuffer _decoded = new();
    private readonly RetainedBuffer _rows = new();
    private readonly int? _decodedBytes;
    private int _maxBytes = int.MaxValue;

    /// <summary>A reader for many events, which grows as they need it.</summary>
    public CollectedBatchReader() { }

    /// <summary>A reader for one large event: it takes memory once, in the exact size, and the rows stay valid for as long as anyone holds them.</summary>
    /// <param name="maxBytes">Becomes <see cref="MaxBytes"/>.</param>
    /// <param name="decodedBytes">The bytes of its decompressed payload: <see cref="DecodedBytes"/> of the reader that refused it.</param>
    public CollectedBatchReader(int maxBytes, int decodedBytes)
    {
        _maxBytes = maxBytes;
        _decodedBytes = decodedBytes;
    }

    /// <summary>
    /// The most memory that one event may take, in bytes: its payload where that is compressed, and the rows where they are not a part of it. An
    /// event that needs
    /// more is refused with <see cref="RefusalReasons.TooLargeForMemory"/>. May be changed between events. Default: as much as legal events need.
    /// </summary>
    public int MaxBytes
    {
        get => _maxBytes;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxBytes = value;
            _decoded.Limit = _rows.Limit = Math.Min(value, Array.MaxLength);
        }
    }

    /// <summary>Whether the attribute <c>untyped</c> counts; else it is passed over, as version 1.0 of the format does. Default: yes.</summary>
    public bool ReadsUntyped { get; set; } = true;

    /// <summary>Whether the attribute <c>exacttypes</c> counts; else it is passed over, as version 1.0 of the format does. Default: yes.</summary>
    public bool ReadsExactTypes { get; set; } = true;

    /// <summary>
    /// Whether the attributes <c>redacted</c> and <c>redactionkey</c> count; else they are passed over, as version 1.0 of the format does. Default: yes.
    /// </summary>
    public bool ReadsRedaction { get; set; } = true;

    /// <summary>The bytes of the decompressed payload of the event that was refused last for want of memory.</summary>
    public int DecodedBytes { get; private set; }

    /// <summary>What the event that was refused last for want of memory needs: exactly for CSV, at most for JSON.</summary>
    public long NeededBytes { get; private set; }

    /// <summary>The bytes that buffers hold on to.</summary>
    internal int BufferBytes => _decoded.Capacity + _rows.Capacity;

    /// <summary>Room that rows are written with beyond their length.</summary>
    private const int MaxSlack = 4096;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads an event.</summary>
    /// <param name="envelope">The event.</param>
    /// <param name="batch">The rows, valid until the next call.</param>
    /// <param name="refusal">Why there are no rows. With <see cref="RefusalReasons.UnknownType"/> the event is none of ours: count it, set it aside.</param>
    /// <returns>Whether the event was understood.</returns>
    public bool TryRead(
        in EventEnvelope envelope,
        [NotNullWhen(true)] out CollectedBatch? batch,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        batch = null;
        _decoded.Reset();
        _rows.Reset();
        if (!_headers.TryRead(envelope, out EventHeader? header, out refusal))
        {
            return false;
        }
        if (
            (!ReadsUntyped && header.Untyped is not null)
            || (!ReadsExactTypes && header.ExactTypes is not null)
            || (!ReadsRedaction && (header.Redacted ?? header.RedactionKey) is not null)
        )
        {
            header = header.Without(!ReadsUntyped, !ReadsExactTypes, !ReadsRedaction);
        }
        ReadOnlyMemory<byte> payload = Decode(envelope.Body, header, out refusal);
        ReadOnlyMemory<byte> whole = refusal is null ? payload : envelope.Body;
        FeatureSchema? schema = null;
        if (refusal is null)
        {
            schema =
                header.Format == PayloadFormat.Csv
                    ? TakeHeader(ref payload, header, out refusal)
                    : TurnIntoRows(ref payload, header, out refusal);
        }
        if (schema is null || refusal is not null)
        {
            refusal ??= new Refusal(RefusalReasons.InvalidHeader, "There is no header.");
            refusal = PayloadGuess.Explain(refusal, whole.Span, header);
            return false;
        }
        int rowCount = Scan(ref payload, schema, out refusal);
        refusal ??= CheckCount(rowCount, header.RowCount);
        refusal ??= CheckTypes(ref payload, schema);
        if (refusal is not null)
        {
            return false;
        }
        batch = new CollectedBatch
        {
            Address = header.Address,
            Day = header.Day,
            Schema = schema,
            RowCount = rowCount,
            Rows = payload,
            ProducerId = header.ProducerId,
            BatchSequence = header.BatchSequence,
            Time = header.Time,
            SampleRate = header.SampleRate,
        };
        return true;
    }

    // Values that are spelled in another way make a copy of all rows.
    private Refusal? CheckTypes(ref ReadOnlyMemory<byte> payload, FeatureSchema schema)
    {
        RetainedBuffer copy = _rows.Holds(payload) ? _decoded : _rows;
        Refusal? refusal = TypedRows.Check(ref payload, schema, copy, MaxBytes - payload.Length);
        if (refusal?.Reason == RefusalReasons.TooLargeForMemory)
        {
            NeededBytes += EventLimits.MaxDecodedBytes;
        }
        return refusal;
    }

    private ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> body, EventHeader header, out Refusal? refusal)
    {
        refusal = null;
        DecodedBytes = body.Length;
        ReadOnlyMemory<byte> payload = body;
        if (header.IsBrotli)
        {
            refusal = Decompress(body.Span);
            payload = _decoded.Written;
        }
        else if (payload.Length > EventLimits.MaxDecodedBytes)
        {
            refusal = new Refusal(
                RefusalReasons.TooLarge,
                $"The payload is longer than {EventLimits.MaxDecodedBytes} bytes."
            );
        }
        // One byte more, for the line feed that the last row may lack; JSON becomes rows beside it.
        NeededBytes =
            1L + DecodedBytes + (header.Format == PayloadFormat.Json ? EventLimits.MaxDecodedBytes + MaxSlack : 0);
        return payload.Span.StartsWith(ByteOrderMark) ? payload[ByteOrderMark.Length..] : payload;
    }

    private Refusal? Decompress(ReadOnlySpan<byte> body)
    {
        int capacity = MaxBytes;
        if (_decodedBytes is { } exact)
        {
            capacity = exact + 1;
            _decoded.Ensure(capacity);
        }
        string? reason = PayloadDecoder.DecodeBrotli(body, _decoded, capacity, out int length);
        DecodedBytes = length;
        return reason switch
        {
            null when length > _decoded.Length || length >= MaxBytes => MemoryRefusal.Create(length + 1L),
            null => null,
            RefusalReasons.TooLarge => new Refusal(
                reason,
                $"{body.Length} bytes of brotli hold more than {EventLimits.MaxDecodedBytes} bytes."
            ),
            _ => new Refusal(reason, $"{body.Length} bytes are not one whole brotli stream."),
        };
    }

    private FeatureSchema? TakeHeader(ref ReadOnlyMemory<byte> payload, EventHeader header, out Refusal? refusal)
    {
        ReadOnlySpan<byte> text = payload.Span;
        int end = text[..Math.Min(text.Length, EventLimits.MaxHeaderBytes)].IndexOf(CsvDialect.LineFeed);
        if (end < 0)
        {
            refusal = new Refusal(
                RefusalReasons.InvalidHeader,
                text.Length < EventLimits.MaxHeaderBytes
                    ? $"No header line: there is no line feed in {text.Length} bytes."
                    : $"No header line ends within {EventLimits.MaxHeaderBytes} bytes."
            );
            return null;
        }
        ReadOnlySpan<byte> line = text[..end];
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        payload = payload[(end + 1)..];
        return _schemas.Find(line, header, out refusal);
    }

    private FeatureSchema? TurnIntoRows(ref ReadOnlyMemory<byte> payload, EventHeader header, out Refusal? refusal)
    {
        refusal = _json.ReadColumns(payload.Span);
        if (refusal is not null)
        {
            return null;
        }
        FeatureSchema? schema = _schemas.Find(_json.Header, header, out refusal);
        if (schema is not null)
        {
            refusal = WriteRows(payload.Span, schema, header);
            payload = _rows.Written;
        }
        return schema;
    }

    private Refusal? WriteRows(ReadOnlySpan<byte> json, FeatureSchema schema, EventHeader header)
    {
        int most = MaxBytes - _decoded.Length;
        if (_decodedBytes is not null)
        {
            // Growth would take the same bytes twice.
            if (_json.MeasureRows(json, schema, header, _rows, out long length) is { } refusal)
            {
                return refusal;
            }
            if (length + MaxSlack > most)
            {
                return MemoryRefusal.Create(_decoded.Length + length + MaxSlack);
            }
            _rows.Drop();
            _rows.Ensure((int)length + MaxSlack);
        }
        return _json.WriteRows(json, schema, header, _rows, most);
    }

    private int Scan(ref ReadOnlyMemory<byte> payload, FeatureSchema schema, out Refusal? refusal)
    {
        refusal = null;
        if (payload.IsEmpty)
        {
            refusal = new Refusal(RefusalReasons.NoRows, "There is no row behind the header line.");
            return 0;
        }
        refusal = EndLastRow(ref payload);
        if (refusal is not null)
        {
            return 0;
        }
        CsvScanResult result = CsvScanner.Scan(payload.Span, schema.Columns.Count);
        if (result.Problem != CsvProblem.None)
        {
            refusal = RowRefusal.Of(result, schema);
        }
        else if (result.HasNonAscii && !Utf8.IsValid(payload.Span))
        {
            refusal = RowRefusal.NotUtf8(payload.Span, schema);
        }
        else if (result.RowCount > EventLimits.MaxRows)
        {
            refusal = new Refusal(
                RefusalReasons.TooManyRows,
                $"There are {result.RowCount} rows; at most {EventLimits.MaxRows} are legal."
            );
        }
        else if (result.HasCarriageReturns)
        {
            refusal = Normalise(ref payload);
        }
        return result.RowCount;
    }

    /// <summary>Adds the line feed that a foreign payload lacks: the next batch in the file starts a row of its own.</summary>
    private Refusal? EndLastRow(ref ReadOnlyMemory<byte> payload)
    {
        if (payload.Span[^1] == CsvDialect.LineFeed)
        {
            return null;
        }
        int length = payload.Length + 1;
        RetainedBuffer target = _rows;
        if (_decoded.Length > 0 && _decoded.Capacity > _decoded.Length)
        {
            // The payload is the end of what was decompressed.
            target = _decoded;
            target.GetSpan()[0] = CsvDialect.LineFeed;
            target.Advance(1);
        }
        else if (CopyRows(payload.Span, 1) is { } refusal)
        {
            return refusal;
        }
        else
        {
            _rows.GetSpan()[0] = CsvDialect.LineFeed;
            _rows.Advance(1);
        }
        payload = target.Written[^length..];
        return null;
    }

    private Refusal? Normalise(ref ReadOnlyMemory<byte> payload)
    {
        if (_decoded.Length + _rows.Length == 0)
        {
            // The body is not ours to change.
            if (CopyRows(payload.Span, 0) is { } refusal)
            {
                return refusal;
            }
            payload = _rows.Written;
        }
        Memory<byte> rows = MemoryMarshal.AsMemory(payload);
        payload = rows[..CsvLineEnds.Normalise(rows.Span, rows.Span)];
        return null;
    }

    private Refusal? CopyRows(ReadOnlySpan<byte> rows, int more)
    {
        long needed = (long)_decoded.Length + rows.Length + more;
        if (needed > MaxBytes)
        {
            return MemoryRefusal.Create(needed);
        }
        rows.CopyTo(_rows.GetSpan(rows.Length + more));
        _rows.Advance(rows.Length);
        return null;
    }

    private static Refusal? CheckCount(int rowCount, int? expected) =>
        expected is null || expected == rowCount
            ? null
            : new Refusal(
                RefusalReasons.RowCountMismatch,
                $"There are {rowCount} rows, but the attribute {EventAttributes.RowCount} says {expected}."
            );
}
