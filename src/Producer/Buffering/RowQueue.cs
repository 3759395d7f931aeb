using System.Runtime.CompilerServices;

namespace ModelData.Producer.Buffering;

/// <summary>The ring with what surrounds it: the policy of a full ring on the writers' side, the alarm and the gate of the reader.</summary>
/// <param name="ring">The ring.</param>
/// <param name="policy">What a writer does when it is full.</param>
/// <param name="wait">How long a call waits under <see cref="FullRingPolicy.Wait"/>.</param>
/// <param name="clock">The clock.</param>
/// <param name="onDiscarded">Counts a record that made room.</param>
internal sealed class RowQueue(
    RowRing ring,
    FullRingPolicy policy,
    TimeSpan wait,
    TimeProvider clock,
    Action<RecordHeader> onDiscarded
)
{
    private const long NoAlarm = long.MaxValue;

    /// <summary>When the call that runs on this thread began to wait for room.</summary>
    [ThreadStatic]
    private static long? _waitsSince;

    private readonly object _space = new();
    private int _waiters;
    private long _alarm = NoAlarm;

    public RowRing Ring => ring;

    /// <summary>Whether a writer waits for room.</summary>
    public bool HasWaiters => Volatile.Read(ref _waiters) > 0;

    /// <summary>Held while records are read: by the pump, and by a writer that makes room.</summary>
    public Lock ReaderGate { get; } = new();

    /// <summary>Set when the reader should look.</summary>
    public WakeSignal Signal { get; } = new();

    /// <summary>Says that a call of <c>Collect</c> begins on this thread: all of its records together wait no longer than one may.</summary>
    public static void BeginCall() => _waitsSince = null;

    /// <summary>Reserves space, by the policy if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReserveResult TryReserve(int payloadBytes, out long position)
    {
        ReserveResult result = ring.TryReserve(payloadBytes, out position);
        return result == ReserveResult.Full ? ReserveWhenFull(payloadBytes, out position) : result;
    }

    /// <summary>Publishes a record and wakes the reader if it asked for that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(long position, int payloadBytes, bool isFilled)
    {
        ring.Publish(position, payloadBytes, isFilled);
        if (position + payloadBytes >= Volatile.Read(ref _alarm))
        {
            Wake();
        }
    }

    /// <summary>
    /// Asks to be woken when records end at or behind a position. A writer pays for a wake-up once per sleep of the reader, not once per row.
    /// </summary>
    public void SetAlarm(long position) => Interlocked.Exchange(ref _alarm, position);

    public void ClearAlarm() => SetAlarm(NoAlarm);

    /// <summary>Releases what was read and lets waiting writers try again. The reader's gate is held.</summary>
    public void Release()
    {
        ring.Release();
        Interlocked.MemoryBarrier();
        if (HasWaiters)
        {
            lock (_space)
            {
                Monitor.PulseAll(_space);
            }
        }
    }

    /// <summary>Closes the ring and lets waiting writers go.</summary>
    public void Close()
    {
        ring.Close();
        lock (_space)
        {
            Monitor.PulseAll(_space);
        }
        Signal.Set();
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _alarm, NoAlarm) != NoAlarm)
        {
            Signal.Set();
        }
    }

    private ReserveResult ReserveWhenFull(int payloadBytes, out long position)
    {
        switch (policy)
        {
            case FullRingPolicy.DropOldest:
                return ReserveByDiscarding(payloadBytes, out position);
            case FullRingPolicy.Wait:
                return ReserveByWaiting(payloadBytes, out position);
            default:
                position = 0;
                return ReserveResult.Full;
        }
    }

    private ReserveResult ReserveByDiscarding(int payloadBytes, out long position)
    {
        lock (ReaderGate)
        {
            while (true)
            {
                ReserveResult result = ring.TryReserve(payloadBytes, out position);
                // The oldest record may not be written yet by its own thread: then the new one goes.
                if (result != ReserveResult.Full || !ring.TryRead(out ReadOnlySpan<byte> oldest))
                {
                    return result;
                }
                onDiscarded(RecordHeader.Read(oldest));
                Release();
            }
        }
    }

    private ReserveResult ReserveByWaiting(int payloadBytes, out long position)
    {
        long start = _waitsSince ??= clock.GetTimestamp();
        lock (_space)
        {
            _waiters++;
            Interlocked.MemoryBarrier();
            try
            {
                while (true)
                {
                    ReserveResult result = ring.TryReserve(payloadBytes, out position);
                    TimeSpan left = wait - clock.GetElapsedTime(start);
                    if (result != ReserveResult.Full || left <= TimeSpan.Zero)
                    {
                        return result;
                    }
                    Monitor.Wait(_space, left);
                }
            }
            finally
            {
                _waiters--;
            }
        }
    }
}
