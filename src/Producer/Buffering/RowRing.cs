using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ModelData.Producer.Buffering;

/// <summary>
/// A bounded ring of variable-length records: any number of writers, one reader at a time. Writers never wait for each other: space is reserved by one
/// compare-and-swap, filled outside of any lock, and published by its length. A writer that is preempted delays the reader, not the other writers.
/// </summary>
/// <remarks>
/// A record is a 4-byte length (0 = not yet written, negative = skip), 4 unused bytes, and the payload, aligned to 8 bytes, never split at the end of the
/// buffer. Since any aligned place may become a header, the reader zeroes what it releases: a stamp in place of zeroes could be forged by payload bytes.
/// </remarks>
internal sealed class RowRing
{
    public const int MinCapacityBytes = 4096;
    private const int HeaderBytes = 8;
    private const long ClosedBit = 1L << 62;

    private readonly byte[] _bytes;
    private readonly int _mask;
    private Positions _positions;
    private long _read;

    public RowRing(int capacityBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacityBytes, MinCapacityBytes);
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)capacityBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity, nameof(capacityBytes));
        // Large and zeroed by the system page by page: memory is taken when rows come, not when the ring is made.
        _bytes = new byte[capacity];
        _mask = capacity - 1;
    }

    public int CapacityBytes => _bytes.Length;

    /// <summary>A record that takes more is refused: a ring that holds fewer than four records is no buffer.</summary>
    public int MaxPayloadBytes => (_bytes.Length / 4) - HeaderBytes;

    /// <summary>The end of all reserved records, rising for ever.</summary>
    public long Tail => Volatile.Read(ref _positions.Tail) & ~ClosedBit;

    /// <summary>The end of all records that were read and released.</summary>
    public long Head => Volatile.Read(ref _positions.Head);

    public bool IsClosed => (Volatile.Read(ref _positions.Tail) & ClosedBit) != 0;

    /// <summary>Reserves space for a record. Every reservation must be published, or the reader stops there for ever.</summary>
    public ReserveResult TryReserve(int payloadBytes, out long position)
    {
        Debug.Assert(payloadBytes > 0 && payloadBytes <= MaxPayloadBytes, "The caller checks the size.");
        int need = Align(HeaderBytes + payloadBytes);
        while (true)
        {
            long tail = Volatile.Read(ref _positions.Tail);
            if ((tail & ClosedBit) != 0)
            {
                position = 0;
                return ReserveResult.Closed;
            }
            int toEnd = _bytes.Length - (int)(tail & _mask);
            int padding = need > toEnd ? toEnd : 0;
            if (tail + padding + need - Volatile.Read(ref _positions.Head) > _bytes.Length)
            {
                position = 0;
                return ReserveResult.Full;
            }
            if (Interlocked.CompareExchange(ref _positions.Tail, tail + padding + need, tail) == tail)
            {
                if (padding > 0)
                {
                    Volatile.Write(ref Length(tail), -padding);
                }
                position = tail + padding;
                return ReserveResult.Reserved;
            }
        }
    }

    /// <summary>The payload of a reservation, to be filled.</summary>
    public Span<byte> Payload(long position, int payloadBytes) =>
        _bytes.AsSpan((int)(position & _mask) + HeaderBytes, payloadBytes);

    /// <summary>Makes a record visible to the reader; or, when it could not be filled, makes the reader skip it.</summary>
    public void Publish(long position, int payloadBytes, bool isFilled)
    {
        Volatile.Write(ref Length(position), isFilled ? payloadBytes : -Align(HeaderBytes + payloadBytes));
        // The reader sets its alarm and then looks at the ring; a writer publishes and then looks at the alarm. Without a full fence on both
        // sides each could miss the other.
        Interlocked.MemoryBarrier();
    }

    /// <summary>Ends writing: reservations made before are still published and read, later ones are refused.</summary>
    public void Close() => Interlocked.Or(ref _positions.Tail, ClosedBit);

    /// <summary>Whether everything that was ever reserved has been released.</summary>
    public bool IsDrained => Head == Tail;

    /// <summary>Whether the next record is published. Reader only.</summary>
    public bool HasRecord => _read < Tail && Volatile.Read(ref Length(_read)) != 0;

    /// <summary>The next record that is published. Reader only; valid until <see cref="Release"/>.</summary>
    public bool TryRead(out ReadOnlySpan<byte> payload)
    {
        while (_read < Tail)
        {
            int length = Volatile.Read(ref Length(_read));
            if (length == 0)
            {
                break;
            }
            if (length > 0)
            {
                payload = Payload(_read, length);
                _read += Align(HeaderBytes + length);
                return true;
            }
            _read -= length;
        }
        payload = default;
        return false;
    }

    /// <summary>Gives the space of all records that were read back to the writers. Reader only.</summary>
    public void Release()
    {
        long head = _positions.Head;
        if (_read == head)
        {
            return;
        }
        int from = (int)(head & _mask);
        int bytes = (int)(_read - head);
        int first = Math.Min(bytes, _bytes.Length - from);
        _bytes.AsSpan(from, first).Clear();
        _bytes.AsSpan(0, bytes - first).Clear();
        Volatile.Write(ref _positions.Head, _read);
    }

    private static int Align(int bytes) => (bytes + 7) & ~7;

    private ref int Length(long position) =>
        ref MemoryMarshal.AsRef<int>(_bytes.AsSpan((int)(position & _mask), sizeof(int)));

    /// <summary>Writers hammer the tail, the reader moves the head: two cache lines, or each would slow the other.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private struct Positions
    {
        [FieldOffset(128)]
        public long Tail;

        [FieldOffset(256)]
        public long Head;
    }
}
