using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelData.Producer.Diagnostics;

/// <summary>The counters of one collector. Thread-safe.</summary>
internal sealed class RowCounters
{
    private static readonly int RefusalReasons = Enum.GetValues<RefusalReason>().Length;
    private static readonly int DropReasons = Enum.GetValues<DropReason>().Length;

    private readonly long[] _refused = new long[RefusalReasons];
    private readonly long[] _dropped = new long[DropReasons];
    private Isolated _enqueued;
    private Isolated _sampledOut;
    private long _sent;
    private long _failed;

    public long Sent => Volatile.Read(ref _sent);

    public long Failed => Volatile.Read(ref _failed);

    public long Dropped => Sum(_dropped);

    public long Refused => Sum(_refused);

    /// <summary>Counted before the rows are visible to the reader, so that they can never be settled before they exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddEnqueued(int rows) => Interlocked.Add(ref _enqueued.Value, rows);

    /// <summary>Counts rows that were found good and are not in the sample.</summary>
    public void AddSampledOut(int rows) => Interlocked.Add(ref _sampledOut.Value, rows);

    public void AddSent(int rows) => Interlocked.Add(ref _sent, rows);

    public void AddFailed(int rows) => Interlocked.Add(ref _failed, rows);

    public void AddDropped(DropReason reason, int rows) => Interlocked.Add(ref _dropped[(int)reason], rows);

    public void AddRefused(RefusalReason reason, int rows) => Interlocked.Add(ref _refused[(int)reason], rows);

    public long Of(DropReason reason) => Volatile.Read(ref _dropped[(int)reason]);

    public long Of(RefusalReason reason) => Volatile.Read(ref _refused[(int)reason]);

    public CollectorStatistics Snapshot()
    {
        // Settled first: a row that is settled in between is then still pending, never counted twice.
        long sent = Sent;
        long failed = Failed;
        long dropped = Dropped;
        long enqueued = Volatile.Read(ref _enqueued.Value);
        return new(enqueued, sent, failed, dropped, enqueued - sent - failed - dropped, Refused)
        {
            SampledOut = Volatile.Read(ref _sampledOut.Value),
        };
    }

    /// <summary>Adds other counts to these.</summary>
    public void Add(RowCounters other) => other.PassOn(this, new RowCounters());

    /// <summary>Adds to a total what was counted since the last time.</summary>
    /// <param name="total">The total.</param>
    /// <param name="passedOn">What was added to it before. Brought up to date.</param>
    public void PassOn(RowCounters total, RowCounters passedOn)
    {
        // Settled rows are read first, as in a snapshot, and added last: whoever reads the total meanwhile finds none that were never enqueued.
        long sent = Sent;
        long failed = Failed;
        long[] dropped = Read(_dropped);
        PassOn(Volatile.Read(ref _enqueued.Value), ref total._enqueued.Value, ref passedOn._enqueued.Value);
        PassOn(Volatile.Read(ref _sampledOut.Value), ref total._sampledOut.Value, ref passedOn._sampledOut.Value);
        PassOn(sent, ref total._sent, ref passedOn._sent);
        PassOn(failed, ref total._failed, ref passedOn._failed);
        for (int i = 0; i < dropped.Length; i++)
        {
            PassOn(dropped[i], ref total._dropped[i], ref passedOn._dropped[i]);
        }
        for (int i = 0; i < _refused.Length; i++)
        {
            PassOn(Volatile.Read(ref _refused[i]), ref total._refused[i], ref passedOn._refused[i]);
        }
    }

    private static void PassOn(long count, ref long total, ref long passedOn)
    {
        long difference = count - passedOn;
        passedOn = count;
        Interlocked.Add(ref total, difference);
    }

    private static long[] Read(long[] counts)
    {
        long[] read = new long[counts.Length];
        for (int i = 0; i < read.Length; i++)
        {
            read[i] = Volatile.Read(ref counts[i]);
        }
        return read;
    }

    private static long Sum(long[] values)
    {
        long sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += Volatile.Read(ref values[i]);
        }
        return sum;
    }

    /// <summary>A counter on a cache line of its own: every scoring thread writes it.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Isolated
    {
        [FieldOffset(128)]
        public long Value;
    }
}
