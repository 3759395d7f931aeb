using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Buffering;

/// <summary>
/// The fixed part of a record in the ring: rows of one call that share their stamp. Behind it stand the correlation id in UTF-8 and then the values, row by
/// row: raw when all are of one kind, else each behind its kind. Never leaves the process, so it has no byte order of its own.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RecordHeader
{
    private const int TraceShift = 6;
    private const int KindBits = (1 << TraceShift) - 1;

    public Guid RequestId;
    public long TimestampTicks;
    public int CollectorId;
    public int Plan;
    public int DayNumber;
    public int RowCount;
    public int CorrelationBytes;

    /// <summary>The place of the first row in its call; the others follow it one by one.</summary>
    public int FirstRow;

    // The context's time of the day: 40 bits, which is what there is room for.
    private uint _lowTicksOfDay;
    private byte _highTicksOfDay;
    private byte _kindAndTrace;
    private ushort _width;

    public static int SizeBytes => Unsafe.SizeOf<RecordHeader>();

    public ValueKind Kind
    {
        readonly get => (ValueKind)(_kindAndTrace & KindBits);
        set => _kindAndTrace = (byte)((_kindAndTrace & ~KindBits) | (byte)value);
    }

    /// <summary>Whether, and how, the activity of the call stands behind the values: see <see cref="TraceTrailer"/>.</summary>
    public byte Trace
    {
        readonly get => (byte)(_kindAndTrace >> TraceShift);
        set => _kindAndTrace = (byte)((_kindAndTrace & KindBits) | (value << TraceShift));
    }

    public int Width
    {
        readonly get => _width;
        set => _width = (ushort)value;
    }

    /// <summary>The time of the context, in ticks, UTC; the begin of its day unless it was set.</summary>
    public long ContextTicks
    {
        readonly get => (DayNumber * TimeSpan.TicksPerDay) + (((long)_highTicksOfDay << 32) | _lowTicksOfDay);
        set
        {
            long ticksOfDay = value - (DayNumber * TimeSpan.TicksPerDay);
            _lowTicksOfDay = (uint)ticksOfDay;
            _highTicksOfDay = (byte)(ticksOfDay >> 32);
        }
    }

    public readonly DateTimeOffset Timestamp => new(TimestampTicks, TimeSpan.Zero);

    public readonly DateOnly Day => DateOnly.FromDayNumber(DayNumber);

    public static RecordHeader Read(ReadOnlySpan<byte> record) => MemoryMarshal.Read<RecordHeader>(record);

    public readonly ReadOnlySpan<byte> Correlation(ReadOnlySpan<byte> record) =>
        record.Slice(SizeBytes, CorrelationBytes);

    public readonly ReadOnlySpan<byte> Values(ReadOnlySpan<byte> record) =>
        record[(SizeBytes + CorrelationBytes)..^TraceTrailer.Size(Trace)];
}
