using Amqp;

namespace ModelData.EventHubs.Amqp;

/// <summary>
/// Where AMQPNetLite takes the memory of its frames from. Arrays are not cleared (that costs a fifth of a 64 KB receive), fit the
/// request closely (an event keeps the frame it arrived in), and a few of those that come back serve again. Received events are
/// never returned: they own their array.
/// </summary>
internal sealed class FrameBuffers : IBufferManager
{
    // The library sizes an event before it knows its application properties; growing later would copy and double.
    private const int Slack = 1024;
    private const int LargestSmallFrame = 512;
    private const int KeptArrays = 16;
    private const int KeptBytes = 4 * 1024 * 1024;

    [ThreadStatic]
    private static int s_nextBytes;

    private readonly Lock _gate = new();
    private readonly byte[]?[] _kept = new byte[]?[KeptArrays];
    private int _keptBytes;

    /// <summary>
    /// The size of the next request on this thread. The library estimates too little for a batch, and encodes on the thread that
    /// sends: without this, the envelope of a thousand events would grow, and be copied, on its way.
    /// </summary>
    public static void Presize(int bytes) => s_nextBytes = bytes;

    public ArraySegment<byte> TakeBuffer(int bufferSize)
    {
        int wanted = Math.Max(bufferSize, LargestSmallFrame);
        if (s_nextBytes > 0)
        {
            wanted = Math.Max(wanted, s_nextBytes + Slack);
            s_nextBytes = 0;
        }

        // Not more than an eighth too large: a received event keeps it for as long as it lives.
        int largest = wanted + (wanted / 8);
        lock (_gate)
        {
            for (int i = 0; i < _kept.Length; i++)
            {
                if (_kept[i] is { } array && array.Length >= wanted && array.Length <= largest)
                {
                    _kept[i] = null;
                    _keptBytes -= array.Length;
                    return new ArraySegment<byte>(array);
                }
            }
        }

        return new ArraySegment<byte>(GC.AllocateUninitializedArray<byte>(wanted));
    }

    public void ReturnBuffer(ArraySegment<byte> buffer)
    {
        byte[] array = buffer.Array!;
        lock (_gate)
        {
            if (_keptBytes + array.Length > KeptBytes)
            {
                return;
            }

            int free = Array.IndexOf(_kept, null);
            if (free >= 0)
            {
                _kept[free] = array;
                _keptBytes += array.Length;
            }
        }
    }
}
