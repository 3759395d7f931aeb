using System.Diagnostics.CodeAnalysis;
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

    /// <summary>The bytes that buffers hold on to.</summary>
    internal int BufferBytes => _decoded.Capacity + _rows.Capacity;

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
        ReadOnlyMemory<byte> payload = Decode(envelope.Body, header.IsBrotli, out refusal);
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
        refusal ??= TypedRows.Check(ref payload, schema, _rows.Holds(payload) ? _decoded : _rows);
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
        };
        return true;
    }

    private ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> body, bool isBrotli, out Refusal? refusal)
    {
        refusal = null;
        if (isBrotli && PayloadDecoder.DecodeBrotli(body.Span, _decoded) is { } reason)
        {
            refusal = new Refusal(
                reason,
                reason == RefusalReasons.TooLarge
                    ? $"{body.Length} bytes of brotli hold more than {EventLimits.MaxDecodedBytes} bytes."
                    : $"{body.Length} bytes are not one whole brotli stream."
            );
            return default;
        }
        ReadOnlyMemory<byte> payload = isBrotli ? _decoded.Written : body;
        if (payload.Length > EventLimits.MaxDecodedBytes)
        {
            refusal = new Refusal(
                RefusalReasons.TooLarge,
                $"The payload is longer than {EventLimits.MaxDecodedBytes} bytes."
            );
        }
        return payload.Span.StartsWith(ByteOrderMark) ? payload[ByteOrderMark.Length..] : payload;
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
        return _schemas.Find(line, header.ColumnTypes, out refusal);
    }

    private FeatureSchema? TurnIntoRows(ref ReadOnlyMemory<byte> payload, EventHeader header, out Refusal? refusal)
    {
        refusal = _json.ReadColumns(payload.Span);
        if (refusal is not null)
        {
            return null;
        }
        FeatureSchema? schema = _schemas.Find(_json.Header, header.ColumnTypes, out refusal);
        if (schema is not null)
        {
            refusal = _json.WriteRows(payload.Span, schema, header, _rows);
            payload = _rows.Written;
        }
        return schema;
    }

    private int Scan(ref ReadOnlyMemory<byte> payload, FeatureSchema schema, out Refusal? refusal)
    {
        refusal = null;
        if (payload.IsEmpty)
        {
            refusal = new Refusal(RefusalReasons.NoRows, "There is no row behind the header line.");
            return 0;
        }
        EndLastRow(ref payload);
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
            // Nothing else is in the buffer, unless the last row was ended in it.
            RetainedBuffer target = _rows.Length == 0 ? _rows : _decoded;
            target.Reset();
            int written = CsvLineEnds.Normalise(payload.Span, target.GetSpan(payload.Length));
            target.Advance(written);
            payload = target.Written;
        }
        return result.RowCount;
    }

    /// <summary>Adds the line feed that a foreign payload lacks: the next batch in the file starts a row of its own.</summary>
    private void EndLastRow(ref ReadOnlyMemory<byte> payload)
    {
        if (payload.Span[^1] == CsvDialect.LineFeed)
        {
            return;
        }
        Span<byte> copy = _rows.GetSpan(payload.Length + 1);
        payload.Span.CopyTo(copy);
        copy[payload.Length] = CsvDialect.LineFeed;
        _rows.Advance(payload.Length + 1);
        payload = _rows.Written;
    }

    private static Refusal? CheckCount(int rowCount, int? expected) =>
        expected is null || expected == rowCount
            ? null
            : new Refusal(
                RefusalReasons.RowCountMismatch,
                $"There are {rowCount} rows, but the attribute {EventAttributes.RowCount} says {expected}."
            );
}
