using System.Net.Sockets;

namespace ModelData.LocalEventHubs.Amqp.Transport;

internal sealed partial class CoalescingTransport
{
    // From here on a system call of its own is cheaper than the copy that reading ahead costs (loopback, 64 KB frames).
    private const int SmallestDirectRead = 32 * 1024;

    // What is read ahead where a large frame is expected: its head, and little of what can be read in place.
    private const int LargeFrameReadAhead = 4 * 1024;

    private readonly byte[] _readBuffer;
    private bool _wasDirect;
    private int _readStart;
    private int _readEnd;
    private Task<int> _lastRead = Task.FromResult(0);
    private int _lastReadCount;

    /// <summary>What was read and not taken yet.</summary>
    public ReadOnlySpan<byte> Buffered => _readBuffer.AsSpan(_readStart, _readEnd - _readStart);

    public Task<int> ReceiveAsync(byte[] buffer, int offset, int count)
    {
        if (_readEnd > _readStart)
        {
            return CompletedAsync(TakeBuffered(buffer, offset, count));
        }

        QuickAcknowledge.Request(_socket);
        // A large frame goes straight to its own buffer, up to its last bytes: one copy less, and never beyond the frame. Frames of
        // one size follow each other, so the next head is read without what follows it.
        bool direct = count >= SmallestDirectRead || (_wasDirect && count >= LargeFrameReadAhead);
        int ahead = _wasDirect ? Math.Min(LargeFrameReadAhead, _readBuffer.Length) : _readBuffer.Length;
        _wasDirect = direct;
        ValueTask<int> read = _stream.ReadAsync(
            direct ? buffer.AsMemory(offset, count) : _readBuffer.AsMemory(0, ahead)
        );
        if (!read.IsCompletedSuccessfully)
        {
            return FinishReceiveAsync(read, direct, buffer, offset, count);
        }

#pragma warning disable VSTHRD103 // Completed: nothing blocks, and no state machine is needed.
        return CompletedAsync(OnRead(read.Result, direct, buffer, offset, count));
#pragma warning restore VSTHRD103
    }

    /// <summary>Reads until <paramref name="buffer"/> is full; for handshakes in front of the library.</summary>
    /// <returns><see langword="false"/> when the peer closed before that.</returns>
    public async ValueTask<bool> TryReceiveExactlyAsync(byte[] buffer, int offset, int count)
    {
        while (count > 0)
        {
            int received = await ReceiveAsync(buffer, offset, count).ConfigureAwait(false);
            if (received == 0)
            {
                return false;
            }

            offset += received;
            count -= received;
        }

        return true;
    }

    /// <summary>Takes of what is buffered, without waiting.</summary>
    public int TakeBuffered(byte[] buffer, int offset, int count)
    {
        int taken = Math.Min(_readEnd - _readStart, count);
        Buffer.BlockCopy(_readBuffer, _readStart, buffer, offset, taken);
        _readStart += taken;
        return taken;
    }

    public int Receive(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Only asynchronous reads are used.");

    private async Task<int> FinishReceiveAsync(
        ValueTask<int> read,
        bool direct,
        byte[] buffer,
        int offset,
        int count
    ) => OnRead(await read.ConfigureAwait(false), direct, buffer, offset, count);

    private int OnRead(int received, bool direct, byte[] buffer, int offset, int count)
    {
        if (received == 0)
        {
            return 0;
        }

        _watchdog?.OnReceived();
        if (direct)
        {
            return received;
        }

        _readStart = 0;
        _readEnd = received;
        return TakeBuffered(buffer, offset, count);
    }

    // Frames of one size follow each other: the last task serves again.
    private Task<int> CompletedAsync(int count)
    {
        if (count != _lastReadCount)
        {
            _lastReadCount = count;
            _lastRead = Task.FromResult(count);
        }

        return _lastRead;
    }
}
