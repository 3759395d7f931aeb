using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;
using Utf8 = System.Text.Encoding;

namespace ModelData.Producer.Buffering;

internal sealed partial class RowIntake
{
    /// <summary>The bytes of values that a record takes of several rows: in a small ring, no more than one may have.</summary>
    private int RecordBytes(in RowStamp stamp) =>
        door.Lease?.Pipeline.Queue is not { } queue
            ? MaxRecordBytes
            : Math.Min(
                MaxRecordBytes,
                queue.Ring.MaxPayloadBytes
                    - RecordHeader.SizeBytes
                    - Math.Max(
                        Utf8.UTF8.GetByteCount(stamp.Context.CorrelationId),
                        IsRedacting ? RowRedaction.HashLength : 0
                    )
                    - (isTraced ? TraceTrailer.Size(TraceTrailer.Mark()) : 0)
            );

    private bool Accepts(int rows, int width, in RowStamp stamp)
    {
        if (!stamp.IsDayLegal)
        {
            Refuse(
                RefusalReason.Context,
                rows,
                $"the scoring day of their context, {stamp.Context.ScoringDay:O}, is in the future or before 1970."
            );
            return false;
        }
        // Behind the day: a row that is refused for it must not fix the width.
        if (width > _maxWidth || !state.AcceptsWidth(width))
        {
            RefuseWidth(width, rows);
            return false;
        }
        if (door is { IsClosed: true, Next: null })
        {
            door.RefuseClosed(rows);
            return false;
        }
        return true;
    }

    /// <summary>Whether a row of such a width may be taken, and so may name the features.</summary>
    private bool MayName(int width, in RowStamp stamp) =>
        !switched.IsWaiting && stamp.IsDayLegal && door is not { IsClosed: true, Next: null } && width <= _maxWidth;

    /// <param name="kind">The kind of the values.</param>
    /// <param name="values">The values.</param>
    /// <param name="first">The place of the first row among those that are taken together.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="width">The values of a row.</param>
    /// <param name="stamp">What the rows of the call share.</param>
    private void Put(ValueKind kind, ReadOnlySpan<byte> values, int first, int rows, int width, ref RowStamp stamp)
    {
        if (switched.IsWaiting)
        {
            Refuse(RefusalReason.SettingsUnknown, rows, "the settings document has not been read yet.");
            return;
        }
        // Here, and not before the values were looked at: a row that is refused for its values must not fix the width.
        if (!Accepts(rows, width, stamp))
        {
            return;
        }
        if (isUnnamed && state.Features.Count > 0 && state.OnNamed is { } onNamed)
        {
            PutNamed(onNamed(), kind, values, first, rows, width, ref stamp);
            return;
        }
        bool isSampled = sampler is null || sampler.Takes(kind, values, width, ref stamp);
        if (!isSampled && printer is null)
        {
            state.Counters.AddSampledOut(rows);
        }
        else if (redactor is null)
        {
            PutRecord(kind, values, first, rows, width, stamp, stamp.Context.CorrelationId, isSampled);
        }
        else
        {
            PutRedacted(kind, values, first, rows, width, stamp, isSampled);
        }
    }

    /// <summary>
    /// What is redacted, and what rows are sampled by, is looked up by names: rows that have got theirs meanwhile are another intake's. Names are known before
    /// the width is, so that no row is behind this that has a width by them.
    /// </summary>
    private void PutNamed(
        RowIntake? named,
        ValueKind kind,
        ReadOnlySpan<byte> values,
        int first,
        int rows,
        int width,
        ref RowStamp stamp
    )
    {
        if (named is not null && named != this && named.Serves(stamp.Context))
        {
            named.Put(kind, values, first, rows, width, ref stamp);
        }
        else
        {
            Refuse(
                RefusalReason.Redaction,
                rows,
                "with the names of its first row the collector is off, or closed: the log says why."
            );
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutRecord(
        ValueKind kind,
        ReadOnlySpan<byte> values,
        int first,
        int rows,
        int width,
        in RowStamp stamp,
        ReadOnlySpan<char> correlation,
        bool isSampled
    )
    {
        RecordHeader header = new()
        {
            RequestId = stamp.Context.RequestId,
            Plan = _plan,
            TimestampTicks = stamp.Ticks,
            DayNumber = stamp.DayNumber,
            RowCount = rows,
            Width = width,
            CorrelationBytes = correlation.Length == 0 ? 0 : Utf8.UTF8.GetByteCount(correlation),
            Kind = kind,
            FirstRow = stamp.FirstRow + first,
        };
        if (plan.Added.Aml is not null)
        {
            header.ContextTicks = stamp.Context.Ticks;
        }
        int size = RecordHeader.SizeBytes + header.CorrelationBytes + values.Length;
        if (printer is not null)
        {
            printer.Print(state, header, correlation, values, size);
            if (!switched.Takes(stamp.Context.Decision))
            {
                return;
            }
            if (!isSampled)
            {
                state.Counters.AddSampledOut(rows);
                return;
            }
        }
        if (isTraced)
        {
            header.Trace = TraceTrailer.Mark();
            size += TraceTrailer.Size(header.Trace);
        }
        door.Send(ref header, correlation, values, size);
    }

    /// <summary>Lays out a record.</summary>
    public static void Fill(
        Span<byte> record,
        in RecordHeader header,
        ReadOnlySpan<char> correlation,
        ReadOnlySpan<byte> values
    )
    {
        MemoryMarshal.Write(record, header);
        if (header.CorrelationBytes > 0)
        {
            Utf8.UTF8.GetBytes(correlation, record[RecordHeader.SizeBytes..]);
        }
        values.CopyTo(record[(RecordHeader.SizeBytes + header.CorrelationBytes)..]);
        if (header.Trace != 0)
        {
            TraceTrailer.Write(record);
        }
    }
}
