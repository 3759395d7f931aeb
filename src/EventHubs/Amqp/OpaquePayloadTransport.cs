using System.Buffers.Binary;
using Amqp;
using ModelData.EventHubs.Amqp.Transport;

namespace ModelData.EventHubs.Amqp;

/// <summary>
/// Keeps what strangers wrote away from the library's decoder, which closes the connection on the first malformed event: each
/// arriving payload is put into a data section, frame by frame, so that the library sees bytes and <see cref="RawMessage"/> gets
/// them back. An event that cannot be understood can then be set aside like any other; and nothing is decoded that nobody asks for.
/// </summary>
internal sealed class OpaquePayloadTransport(CoalescingTransport inner) : IAsyncTransport
{
    /// <summary>The bytes by which an arriving frame grows: the most that the library must allow above what we advertise.</summary>
    public const int AddedBytes = 8;

    private const int FrameHeaderBytes = 8;

    // No transfer performative comes near this.
    private const int HeadBytes = 512;
    private const byte AmqpFrameType = 0;
    private const byte SmallestDataOffset = 2;
    private const byte TransferCode = 0x14;

    private readonly byte[] _head = new byte[HeadBytes + AddedBytes];
    private int _headStart;
    private int _headEnd;
    private int _rest;
    private int _lastCount;
    private Task<int> _lastRead = Task.FromResult(0);

    public void SetConnection(Connection connection) { }

    public Task SendAsync(IList<ByteBuffer> bufferList, int listSize) => inner.SendAsync(bufferList, listSize);

    public void Send(ByteBuffer buffer) => inner.Send(buffer);

    public int Receive(byte[] buffer, int offset, int count) => inner.Receive(buffer, offset, count);

    public void Close() => inner.Close();

    public Task<int> ReceiveAsync(byte[] buffer, int offset, int count)
    {
        if (_headStart == _headEnd)
        {
            if (_rest > 0)
            {
                return ReceiveRestAsync(buffer, offset, count);
            }

            if (!TryReadBufferedHead())
            {
                return ReceiveFrameAsync(buffer, offset, count);
            }
        }

        return CompletedAsync(TakeHead(buffer, offset, count));
    }

    // Small frames arrive many at a time: all but the first are read here, without waiting.
    private bool TryReadBufferedHead()
    {
        ReadOnlySpan<byte> buffered = inner.Buffered;
        if (buffered.Length < FrameHeaderBytes)
        {
            return false;
        }

        int size = BinaryPrimitives.ReadInt32BigEndian(buffered);
        int head = Math.Min(size, HeadBytes);
        if (size <= FrameHeaderBytes || buffered.Length < head || buffered.StartsWith("AMQP"u8))
        {
            return false;
        }

        _headStart = 0;
        _headEnd = inner.TakeBuffered(_head, 0, head);
        _rest = size - head;
        WrapPayload(size);
        return true;
    }

    private Task<int> ReceiveRestAsync(byte[] buffer, int offset, int count)
    {
        count = Math.Min(count, _rest);
        if (inner.Buffered.Length == 0)
        {
            return WaitForRestAsync(buffer, offset, count);
        }

        int taken = inner.TakeBuffered(buffer, offset, count);
        _rest -= taken;
        return CompletedAsync(taken);
    }

    private async Task<int> WaitForRestAsync(byte[] buffer, int offset, int count)
    {
        int received = await inner.ReceiveAsync(buffer, offset, count).ConfigureAwait(false);
        _rest -= received;
        return received;
    }

    private async Task<int> ReceiveFrameAsync(byte[] buffer, int offset, int count)
    {
        if (!await inner.TryReceiveExactlyAsync(_head, 0, FrameHeaderBytes).ConfigureAwait(false))
        {
            return 0;
        }

        _headStart = 0;
        _headEnd = FrameHeaderBytes;
        int size = BinaryPrimitives.ReadInt32BigEndian(_head);
        if (_head.AsSpan(0, 4).SequenceEqual("AMQP"u8) || size <= FrameHeaderBytes)
        {
            // A protocol header, an empty frame, or nonsense for the library to complain about.
            return TakeHead(buffer, offset, count);
        }

        int body = size - FrameHeaderBytes;
        int head = Math.Min(body, HeadBytes - FrameHeaderBytes);
        if (!await inner.TryReceiveExactlyAsync(_head, FrameHeaderBytes, head).ConfigureAwait(false))
        {
            return 0;
        }

        _headEnd += head;
        _rest = body - head;
        WrapPayload(size);
        return TakeHead(buffer, offset, count);
    }

    private void WrapPayload(int size)
    {
        if (_head[4] != SmallestDataOffset || _head[5] != AmqpFrameType)
        {
            return;
        }

        ReadOnlySpan<byte> body = _head.AsSpan(FrameHeaderBytes, _headEnd - FrameHeaderBytes);
        if (body.Length < 4 || body[0] != 0 || body[1] != 0x53 || body[2] != TransferCode)
        {
            return;
        }

        int payloadStart = FrameHeaderBytes + AmqpSections.SkipValue(body, 3);
        int payloadBytes = size - payloadStart;
        if (payloadBytes == 0)
        {
            return;
        }

        _head.AsSpan(payloadStart, _headEnd - payloadStart).CopyTo(_head.AsSpan(payloadStart + AddedBytes));
        ReadOnlySpan<byte> dataSection = [0x00, 0x53, AmqpSections.Data, 0xB0];
        dataSection.CopyTo(_head.AsSpan(payloadStart));
        BinaryPrimitives.WriteInt32BigEndian(_head.AsSpan(payloadStart + dataSection.Length), payloadBytes);
        BinaryPrimitives.WriteInt32BigEndian(_head, size + AddedBytes);
        _headEnd += AddedBytes;
    }

    private int TakeHead(byte[] buffer, int offset, int count)
    {
        int taken = Math.Min(_headEnd - _headStart, count);
        Buffer.BlockCopy(_head, _headStart, buffer, offset, taken);
        _headStart += taken;
        return taken;
    }

    // Frames of one size follow each other: the last task serves again.
    private Task<int> CompletedAsync(int count)
    {
        if (count != _lastCount)
        {
            _lastCount = count;
            _lastRead = Task.FromResult(count);
        }

        return _lastRead;
    }
}
