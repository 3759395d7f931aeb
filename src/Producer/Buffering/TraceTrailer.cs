using System.Diagnostics;
using System.Runtime.CompilerServices;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Buffering;

/// <summary>
/// The activity in which a record was collected, at the end of the record: trace id, span id. Only where somebody listens to the producer's activities; else
/// nothing is looked at, and records have no such end.
/// </summary>
internal static class TraceTrailer
{
    private const int TraceBytes = 16;
    private const int SpanBytes = 8;
    private const byte IsThere = 1;
    private const byte IsRecorded = 2;

    /// <summary>What a header says of the end of its record: 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Mark() => SendActivity.Source.HasListeners() ? MarkCurrent() : (byte)0;

    public static int Size(byte mark) => mark == 0 ? 0 : TraceBytes + SpanBytes;

    /// <summary>Writes the current activity, which is that of the mark: both are taken within one call of <c>Collect</c>.</summary>
    public static void Write(Span<byte> record)
    {
        Span<byte> end = record[^(TraceBytes + SpanBytes)..];
        Activity current = Activity.Current!;
        // To a place of just its length: it fills all that it is given.
        current.TraceId.CopyTo(end[..TraceBytes]);
        current.SpanId.CopyTo(end[TraceBytes..]);
    }

    /// <summary>The activity that a record was collected in; the default one where there was none.</summary>
    public static ActivityContext Read(ReadOnlySpan<byte> record, byte mark)
    {
        if (mark == 0)
        {
            return default;
        }
        ReadOnlySpan<byte> end = record[^(TraceBytes + SpanBytes)..];
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(end[..TraceBytes]),
            ActivitySpanId.CreateFromBytes(end[TraceBytes..]),
            (mark & IsRecorded) != 0 ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None
        );
    }

    private static byte MarkCurrent() =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } current
            ? (byte)(IsThere | (current.Recorded ? IsRecorded : 0))
            : (byte)0;
}
