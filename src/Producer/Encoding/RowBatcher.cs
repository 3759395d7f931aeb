using ModelData.Producer.Buffering;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Encoding;

/// <summary>
/// Turns one collector's records into batches: one per day and set of types, closed by size here and by age by the pump. Used by the pump only.
/// </summary>
internal sealed class RowBatcher
{
    /// <summary>So many sets of types a collector may have: each makes a file of its own.</summary>
    private const int MostTypes = 8;

    private readonly BatchLimits _limits;
    private readonly TimeProvider _clock;
    private readonly Action<ClosedBatch> _onClosed;
    private readonly List<ColumnTypes> _types = [];
    private readonly List<OpenBatch> _open = [];
    private int _headerBytes;

    public RowBatcher(CollectorState collector, BatchLimits limits, TimeProvider clock, Action<ClosedBatch> onClosed)
    {
        Collector = collector;
        _limits = limits;
        _clock = clock;
        _onClosed = onClosed;
        _types.Add(new ColumnTypes(collector.Features, CloseAll));
    }

    public CollectorState Collector { get; }

    public int OpenCount => _open.Count;

    /// <summary>The timestamp of the oldest open batch, if any.</summary>
    public long? OldestOpenedAt => _open.Count == 0 ? null : _open[0].OpenedAt;

    /// <summary>Adds the rows of a record.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        RecordHeader header = RecordHeader.Read(record);
        if (header.Kind == ValueKind.Mixed)
        {
            AddMixed(header, header.Correlation(record), header.Values(record));
        }
        else
        {
            AddUniform(header, header.Correlation(record), header.Values(record));
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
        if (TypesOf(header) is not { } types)
        {
            Collector.Drop(DropReason.ColumnType, header.RowCount, _types[0].Explain(header.Kind));
            return;
        }
        int rowBytes = values.Length / header.RowCount;
        for (int row = 0; row < header.RowCount; row++)
        {
            OpenBatch batch = Open(header.Day, types);
            int before = batch.Rows.Length;
            CsvRowWriter writer = new(batch.Rows);
            RowEncoder.WriteUniform(ref writer, header, correlation, values.Slice(row * rowBytes, rowBytes), types);
            writer.Flush();
            Finish(batch, before);
        }
    }

    private void AddMixed(in RecordHeader header, ReadOnlySpan<byte> correlation, ReadOnlySpan<byte> values)
    {
        MixedValueReader reader = new(values);
        for (int row = 0; row < header.RowCount; row++)
        {
            if (TypesOf(reader, header.Width) is not { } types)
            {
                Collector.Drop(DropReason.ColumnType, 1, _types[0].Explain(reader));
                for (int column = 0; column < header.Width; column++)
                {
                    reader.Read();
                }
                continue;
            }
            OpenBatch batch = Open(header.Day, types);
            int before = batch.Rows.Length;
            CsvRowWriter writer = new(batch.Rows);
            RowEncoder.WriteMixed(ref writer, header, correlation, ref reader, types);
            writer.Flush();
            Finish(batch, before);
        }
    }

    // Which types come first in a process is chance: rows that do not fit them are no worse, and go into a file of their own.
    private ColumnTypes? TypesOf(in RecordHeader header)
    {
        foreach (ColumnTypes types in _types)
        {
            if (types.AcceptsUniform(header.Kind, header.Width))
            {
                return types;
            }
        }
        return Others(_types[0].Explain(header.Kind)) is { } others && others.AcceptsUniform(header.Kind, header.Width)
            ? others
            : null;
    }

    private ColumnTypes? TypesOf(MixedValueReader row, int width)
    {
        foreach (ColumnTypes types in _types)
        {
            if (types.AcceptsRow(row, width))
            {
                return types;
            }
        }
        return Others(_types[0].Explain(row)) is { } others && others.AcceptsRow(row, width) ? others : null;
    }

    private ColumnTypes? Others(string why)
    {
        if (Collector.Features.AreTypesDeclared || _types.Count >= MostTypes)
        {
            return null;
        }
        Collector.SayOtherTypes(why);
        ColumnTypes others = new(Collector.Features, CloseAll);
        _types.Add(others);
        return others;
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

    /// <summary>Counts the row just written; closes the batch when it is full, before the row if that made it too large.</summary>
    private void Finish(OpenBatch batch, int before)
    {
        if (batch.Rows.Length - before > EventLimits.MaxRowBytes)
        {
            batch.Rows.Truncate(before);
            Collector.Drop(DropReason.RowTooLarge, 1);
            DiscardIfEmpty(batch);
            return;
        }
        // A row that alone is more than that goes alone: compressed, it may fit.
        if (before > 0 && batch.Rows.Length > _limits.MaxPayloadBytes - HeaderBytes())
        {
            OpenBatch next = new(batch.Day, _clock.GetTimestamp(), batch.Types);
            next.Rows.Append(batch.Rows.Written[before..]);
            batch.Rows.Truncate(before);
            Close(batch);
            _open.Add(next);
            batch = next;
        }
        batch.RowCount++;
        if (batch.Rows.Length >= _limits.TargetBytes)
        {
            Close(batch);
        }
    }

    private void DiscardIfEmpty(OpenBatch batch)
    {
        if (batch.RowCount == 0)
        {
            _open.Remove(batch);
            batch.Rows.Dispose();
        }
    }

    private void Close(OpenBatch batch)
    {
        _open.Remove(batch);
        _onClosed(new ClosedBatch(Collector, batch.Day, batch.Types.Schema, batch.RowCount, batch.Rows));
    }

    private int HeaderBytes()
    {
        if (_headerBytes == 0)
        {
            _headerBytes = Collector.Features.Schema(new FeatureType?[Collector.Width]).HeaderLine.Length;
        }
        return _headerBytes;
    }
}
