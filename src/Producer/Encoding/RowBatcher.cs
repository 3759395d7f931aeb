using System.Diagnostics;
using ModelData.Producer.Buffering;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Encoding;

/// <summary>
/// Turns one collector's records into batches: one per day, plan and set of types, closed by size here and by age by the pump. Used by the pump only.
/// </summary>
internal sealed class RowBatcher
{
    /// <summary>The attributes that tell the types of columns, and which are redacted.</summary>
    private const int MostAttributeBytes = (4 * EventLimits.MaxAttributeLength) + RowRedaction.MaxKeyIdLength;

    private readonly BatchLimits _limits;
    private readonly TimeProvider _clock;
    private readonly Action<ClosedBatch> _onClosed;
    private readonly Dictionary<int, RowTypes> _types = [];
    private readonly List<OpenBatch> _open = [];
    private bool _isLeftOutSaid;

    // Of the record at hand: its rows that are neither added nor dropped, the batch that one is being written to, and where that began.
    private int _left;
    private OpenBatch? _batch;
    private int _start;
    private ActivityContext _trace;

    public RowBatcher(CollectorState collector, BatchLimits limits, TimeProvider clock, Action<ClosedBatch> onClosed)
    {
        Collector = collector;
        _limits = limits;
        _clock = clock;
        _onClosed = onClosed;
    }

    public CollectorState Collector { get; }

    public int OpenCount => _open.Count;

    /// <summary>The timestamp of the oldest open batch, if any.</summary>
    public long? OldestOpenedAt => _open.Count == 0 ? null : _open[0].OpenedAt;

    /// <summary>Adds the rows of a record. What goes wrong in it ends with it: those of its rows that are not added yet are dropped.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        RecordHeader header = RecordHeader.Read(record);
        _left = header.RowCount;
        _trace = TraceTrailer.Read(record, header.Trace);
        try
        {
            if (header.Kind == ValueKind.Mixed)
            {
                AddMixed(header, header.Correlation(record), header.Values(record));
            }
            else
            {
                AddUniform(header, header.Correlation(record), header.Values(record));
            }
        }
#pragma warning disable CA1031 // One bad record must not end the pump, and with it all collectors of the pipeline.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            TakeBack();
            Drop(
                DropReason.Unreadable,
                _left,
                $"their record in the ring could not be read ({exception.GetType().Name}), which is a fault of this library"
            );
        }
    }

    /// <summary>Closes the batches that were opened at or before a timestamp.</summary>
    public void CloseOpenedUntil(long timestamp)
    {
        while (_open.Count > 0 && _open[0].OpenedAt <= timestamp)
        {
            Close(_open[0]);
        }
    }

    public void CloseAll() => CloseOpenedUntil(long.MaxValue);

    public void CloseOldest() => Close(_open[0]);

    private void AddUniform(in RecordHeader header, ReadOnlySpan<byte> correlation, ReadOnlySpan<byte> values)
    {
        if (Types(header).Of(header) is not { } types)
        {
            AddMixed(header, correlation, MixedValueReader.Spell(header.Kind, values));
            return;
        }
        int rowBytes = values.Length / header.RowCount;
        for (int row = 0; row < header.RowCount; row++)
        {
            CsvRowWriter writer = new(Begin(header.Day, types));
            RowEncoder.WriteUniform(
                ref writer,
                header,
                correlation,
                values.Slice(row * rowBytes, rowBytes),
                header.FirstRow + row,
                types
            );
            writer.Flush();
            Finish();
        }
    }

    private void AddMixed(in RecordHeader header, ReadOnlySpan<byte> correlation, ReadOnlySpan<byte> values)
    {
        MixedValueReader reader = new(values);
        RowTypes known = Types(header);
        for (int row = 0; row < header.RowCount; row++)
        {
            if (known.Of(reader, header.Width) is not { } types)
            {
                Drop(DropReason.ColumnType, 1, known.Explain(reader));
                for (int column = 0; column < header.Width; column++)
                {
                    reader.Read();
                }
                continue;
            }
            CsvRowWriter writer = new(Begin(header.Day, types));
            RowEncoder.WriteMixed(ref writer, header, correlation, ref reader, header.FirstRow + row, types);
            writer.Flush();
            Finish();
        }
    }

    private RowTypes Types(in RecordHeader header)
    {
        if (!_types.TryGetValue(header.Plan, out RowTypes? types))
        {
            types = new RowTypes(Collector, Collector.Plans[header.Plan], CloseAll);
            _types.Add(header.Plan, types);
        }
        return types;
    }

    /// <summary>Never two shapes in one batch: what was written under the narrower types goes first.</summary>
    private void CloseAll(ColumnTypes types)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].Types == types)
            {
                Close(_open[i]);
            }
        }
    }

    private OpenBatch Open(DateOnly day, ColumnTypes types)
    {
        foreach (OpenBatch batch in _open)
        {
            if (batch.Day == day && batch.Types == types)
            {
                return batch;
            }
        }
        OpenBatch fresh = new(day, _clock.GetTimestamp(), types);
        _open.Add(fresh);
        return fresh;
    }

    private PooledBuffer Begin(DateOnly day, ColumnTypes types)
    {
        _batch = Open(day, types);
        _start = _batch.Rows.Length;
        return _batch.Rows;
    }

    /// <summary>Counts the row just written; closes the batch when it is full, before the row if that made it too large.</summary>
    private void Finish()
    {
        OpenBatch batch = _batch!;
        int bytes = batch.Rows.Length - _start;
        if (bytes > EventLimits.MaxRowBytes)
        {
            TakeBack();
            Drop(
                DropReason.RowTooLarge,
                1,
                $"a row takes {bytes:N0} bytes as text, and at most {EventLimits.MaxRowBytes:N0} are sent"
            );
            return;
        }
        // A row that alone is more than that goes alone: compressed, it may fit.
        if (_start > 0 && IsTooLarge(batch))
        {
            OpenBatch next = new(batch.Day, _clock.GetTimestamp(), batch.Types);
            next.Rows.Append(batch.Rows.Written[_start..]);
            batch.Rows.Truncate(_start);
            Close(batch);
            _open.Add(next);
            batch = next;
        }
        _batch = null;
        _left--;
        batch.Count(_trace);
        if (batch.Rows.Length >= _limits.TargetBytes)
        {
            Close(batch);
        }
    }

    /// <summary>Takes back the row that is being written, if one is.</summary>
    private void TakeBack()
    {
        if (_batch is not { } batch)
        {
            return;
        }
        _batch = null;
        batch.Rows.Truncate(_start);
        if (batch.RowCount == 0)
        {
            _open.Remove(batch);
            batch.Rows.Dispose();
        }
    }

    private void Drop(DropReason reason, int rows, string detail)
    {
        _left -= rows;
        Collector.Drop(reason, rows, detail);
    }

    private void Close(OpenBatch batch)
    {
        _open.Remove(batch);
        if (!batch.Types.TrySchema(out FeatureSchema? schema, out string? problem))
        {
            // A batch that cannot be told of must not end the pump, and with it all collectors of the pipeline.
            batch.Rows.Dispose();
            Collector.Drop(DropReason.Unreadable, batch.RowCount, problem);
            return;
        }
        if (!_isLeftOutSaid && schema.UnsaidExactTypes > 0)
        {
            _isLeftOutSaid = true;
            Collector.Logger.ExactTypesLeftOut(Collector.Address, schema.UnsaidExactTypes);
        }
        _onClosed(
            new ClosedBatch(Collector, batch.Day, schema, batch.RowCount, batch.Rows)
            {
                Traces = batch.Traces,
                SampleRate = batch.Types.Plan.SampleRate,
            }
        );
    }

    private bool IsTooLarge(OpenBatch batch)
    {
        int left = _limits.MaxPayloadBytes - batch.Rows.Length - batch.Types.HeaderBytes;
        // The schema is another one with each type that becomes known: it is made only where it matters.
        return left < 0 || (left < MostAttributeBytes && left < AttributeBytes(batch.Types.Schema));
    }

    private static int AttributeBytes(FeatureSchema schema) =>
        schema.ColumnTypes.Length
        + (schema.Untyped?.Length ?? 0)
        + (schema.ExactTypes?.Length ?? 0)
        + (schema.Redacted?.Length ?? 0)
        + (schema.RedactionKeyId?.Length ?? 0);
}
