using System.Buffers.Binary;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>
/// Consecutive events of one partition in stored form: the unit that is committed, cached and read. Immutable once it is handed
/// to the commit thread. Its memory goes back to the pool when everybody who holds it has released it; who cannot be sure that
/// nothing points into it any more does not release it, and then the collector takes it.
/// </summary>
internal sealed class EventBlock
{
    // Per event: length of the stored form (uint), milliseconds since the block's first time (uint).
    private const int DirectoryEntryBytes = 8;

    private readonly BlockPool _pool;
    private byte[] _payload;
    private byte[] _directory;
    private int _holders = 1;

    /// <summary>An empty block to build.</summary>
    public EventBlock(int partition, long firstSequence, long firstOffset, long firstTime, BlockPool pool, int capacity)
    {
        Partition = partition;
        FirstSequence = firstSequence;
        FirstOffset = firstOffset;
        FirstTime = firstTime;
        LastTime = firstTime;
        LastOffset = firstOffset;
        _pool = pool;
        _payload = pool.Rent(capacity);
        _directory = new byte[DirectoryEntryBytes * 8];
    }

    /// <summary>The places of a block that was stored; <see cref="BeginFill"/> adds the events.</summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="firstSequence">The sequence number of its first event.</param>
    /// <param name="firstOffset">The offset of its first event.</param>
    /// <param name="firstTime">The enqueued time of its first event.</param>
    /// <param name="directory">The lengths and times of its events.</param>
    /// <param name="pool">Where the memory of the events comes from.</param>
    public EventBlock(
        int partition,
        long firstSequence,
        long firstOffset,
        long firstTime,
        byte[] directory,
        BlockPool pool
    )
    {
        Partition = partition;
        FirstSequence = firstSequence;
        FirstOffset = firstOffset;
        FirstTime = firstTime;
        _pool = pool;
        _payload = [];
        _directory = directory;
        Count = directory.Length / DirectoryEntryBytes;
        LastTime = GetTime(Count - 1);
        LastOffset = firstOffset;
        for (int i = 0; i < Count - 1; i++)
        {
            LastOffset += GetLength(i);
        }

        PayloadBytes = (int)(LastOffset - firstOffset) + GetLength(Count - 1);
    }

    public int Partition { get; }

    public long FirstSequence { get; }

    public long FirstOffset { get; }

    public long FirstTime { get; }

    public int Count { get; private set; }

    public long LastTime { get; private set; }

    public long LastOffset { get; private set; }

    /// <summary>The sequence number behind the last event.</summary>
    public long EndSequence => FirstSequence + Count;

    /// <summary>The offset that the next event gets.</summary>
    public long EndOffset => FirstOffset + PayloadBytes;

    /// <summary>The size of all events in stored form.</summary>
    public int PayloadBytes { get; private set; }

    /// <summary>What the block costs in memory.</summary>
    public int HeldBytes => _payload.Length + _directory.Length;

    /// <summary>The memory that holds the events; only for who holds the block.</summary>
    public byte[] PayloadArray => _payload;

    /// <summary>The events in stored form, one behind the other.</summary>
    public ReadOnlyMemory<byte> Payload => _payload.AsMemory(0, PayloadBytes);

    public ReadOnlySpan<byte> Directory => _directory.AsSpan(0, Count * DirectoryEntryBytes);

    public int GetLength(int index) =>
        (int)BinaryPrimitives.ReadUInt32LittleEndian(_directory.AsSpan(index * DirectoryEntryBytes));

    public long GetTime(int index) =>
        FirstTime + BinaryPrimitives.ReadUInt32LittleEndian(_directory.AsSpan((index * DirectoryEntryBytes) + 4));

    /// <summary>Gives the events memory, to be filled at once.</summary>
    public Span<byte> BeginFill()
    {
        _payload = _pool.Rent(PayloadBytes);
        return _payload.AsSpan(0, PayloadBytes);
    }

    /// <summary>Adds one event; only while the block is being built.</summary>
    public void Append(ReadOnlySpan<byte> message, in EventStamp stamp, ReadOnlySpan<byte> partitionKey)
    {
        int maxLength = EventEncoder.GetMaxLength(message.Length, partitionKey.Length);
        if (PayloadBytes + maxLength > _payload.Length)
        {
            byte[] larger = _pool.Rent(Math.Max(_payload.Length * 2, PayloadBytes + maxLength));
            _payload.AsSpan(0, PayloadBytes).CopyTo(larger);
            _pool.Return(_payload);
            _payload = larger;
        }

        if ((Count + 1) * DirectoryEntryBytes > _directory.Length)
        {
            Array.Resize(ref _directory, _directory.Length * 2);
        }

        int length = EventEncoder.Encode(message, stamp, partitionKey, _payload.AsSpan(PayloadBytes));
        Span<byte> entry = _directory.AsSpan(Count * DirectoryEntryBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], (uint)(stamp.EnqueuedTime - FirstTime));
        LastOffset = stamp.Offset;
        LastTime = stamp.EnqueuedTime;
        PayloadBytes += length;
        Count++;
    }

    /// <summary>Holds the block once more; only for who holds it or guards somebody's hold.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Gives up one hold. Afterwards the caller must not touch the events.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _pool.Return(_payload);
            _payload = [];
        }
    }
}
