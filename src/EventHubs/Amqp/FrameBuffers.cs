using System.Numerics;
using Amqp;

namespace ModelData.EventHubs.Amqp;

/// <summary>
/// Where AMQPNetLite takes the memory of its frames from. Arrays are not cleared (that costs a fifth of a 64 KB receive), come in
/// sizes that fit the request closely (an event keeps the frame it arrived in), and those that come back serve again: a stream of
/// events above 85,000 bytes would otherwise fill the large object heap faster than it is collected. Thread-safe.
/// </summary>
internal sealed class FrameBuffers : IBufferManager
{
    // The library sizes an event before it knows its application properties; growing later would copy and double.
    private const int Slack = 1024;
    private const int SmallestArray = 512;

    // Sizes per doubling: an array is at most an eighth too large.
    private const int StepBits = 3;
    private const int SizeCount = (31 - 9) << StepBits;
    private const int KeptBytes = 16 * 1024 * 1024;

    [ThreadStatic]
    private static int s_nextBytes;

    private readonly Lock _gate = new();
    private readonly Stack<byte[]>?[] _kept = new Stack<byte[]>?[SizeCount];
    private int _keptBytes;
    private int _nextEvicted;

    /// <summary>
    /// The size of the next request on this thread. The library estimates too little for a batch, and encodes on the thread that
    /// sends: without this, the envelope of a thousand events would grow, and be copied, on its way.
    /// </summary>
    public static void Presize(int bytes) => s_nextBytes = bytes;

    public ArraySegment<byte> TakeBuffer(int bufferSize)
    {
        int wanted = Math.Max(bufferSize, SmallestArray);
        if (s_nextBytes > 0)
        {
            wanted = Math.Max(wanted, s_nextBytes + Slack);
            s_nextBytes = 0;
        }

        int bytes = RoundUp(wanted);
        lock (_gate)
        {
            if (_kept[GetIndex(bytes)] is { } stack && stack.TryPop(out byte[]? array))
            {
                _keptBytes -= bytes;
                return new ArraySegment<byte>(array);
            }
        }

        return new ArraySegment<byte>(GC.AllocateUninitializedArray<byte>(bytes));
    }

    public void ReturnBuffer(ArraySegment<byte> buffer)
    {
        byte[] array = buffer.Array!;
        lock (_gate)
        {
            if (array.Length > KeptBytes)
            {
                return;
            }

            while (_keptBytes + array.Length > KeptBytes)
            {
                EvictOne();
            }

            (_kept[GetIndex(array.Length)] ??= new Stack<byte[]>()).Push(array);
            _keptBytes += array.Length;
        }
    }

    // Round robin over the sizes: what a stream no longer has makes room for what it has now.
    private void EvictOne()
    {
        while (true)
        {
            _nextEvicted = (_nextEvicted + 1) % SizeCount;
            if (_kept[_nextEvicted] is { } stack && stack.TryPop(out byte[]? array))
            {
                _keptBytes -= array.Length;
                return;
            }
        }
    }

    private static int RoundUp(int bytes)
    {
        int step = 1 << (BitOperations.Log2((uint)bytes) - StepBits);
        return (bytes + step - 1) & -step;
    }

    private static int GetIndex(int rounded)
    {
        int doubling = BitOperations.Log2((uint)rounded);
        int step = (rounded >> (doubling - StepBits)) & ((1 << StepBits) - 1);
        return ((doubling - 9) << StepBits) + step;
    }
}
