using System.Buffers.Binary;
using Amqp;
using ModelData.LocalEventHubs.Amqp;
using ModelData.LocalEventHubs.Amqp.Transport;
using ModelData.LocalEventHubs.Authorization;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>
/// Stands between the socket and the library and looks at each frame before the library decodes it. The frame pump asks for
/// exactly four bytes of size and then for exactly the rest of the frame, which is what the states follow.
/// </summary>
internal sealed class GuardedTransport : IAsyncTransport
{
    private const int SizeBytes = 4;

    private readonly CoalescingTransport _inner;
    private readonly FrameGuard _guard;
    private readonly PendingPeer _peer;
    private readonly byte[] _header;
    private readonly Claim? _claim;
    private int _headerRead;
    private int _got;
    private int _wanted = SizeBytes;
    private bool _isBody;

    public GuardedTransport(
        CoalescingTransport inner,
        HandshakeResult handshake,
        PendingPeer peer,
        int mostMessageBytes
    )
    {
        _inner = inner;
        _peer = peer;
        _header = handshake.AmqpHeader;
        _claim = handshake.Claim;
        _guard = new FrameGuard(mostMessageBytes);
    }

    public void SetConnection(Connection connection)
    {
        var owner = (BrokerConnection)connection.Handler;
        owner.OnConnected(_inner.Dispose, _peer);
        if (_claim is { } claim)
        {
            owner.TryPut(claim);
        }
    }

    public Task<int> ReceiveAsync(byte[] buffer, int offset, int count)
    {
        if (_headerRead < _header.Length)
        {
            int taken = Math.Min(count, _header.Length - _headerRead);
            _header.AsSpan(_headerRead, taken).CopyTo(buffer.AsSpan(offset));
            _headerRead += taken;
            return Task.FromResult(taken);
        }

        Task<int> read = _inner.ReceiveAsync(buffer, offset, count);
        if (!read.IsCompletedSuccessfully)
        {
            return FinishAsync(read, buffer, offset);
        }

#pragma warning disable VSTHRD103, CA1849 // Completed: nothing blocks.
        OnReceived(buffer, offset, read.GetAwaiter().GetResult());
#pragma warning restore VSTHRD103, CA1849
        return read;
    }

    public int Receive(byte[] buffer, int offset, int count) => _inner.Receive(buffer, offset, count);

    public Task SendAsync(IList<ByteBuffer> bufferList, int listSize) => _inner.SendAsync(bufferList, listSize);

    public void Send(ByteBuffer buffer) => _inner.Send(buffer);

    public void Close() => _inner.Close();

    private async Task<int> FinishAsync(Task<int> read, byte[] buffer, int offset)
    {
        int received = await read.ConfigureAwait(false);
        OnReceived(buffer, offset, received);
        return received;
    }

    private void OnReceived(byte[] buffer, int offset, int received)
    {
        _got += received;
        if (_got < _wanted)
        {
            return;
        }

        Span<byte> whole = buffer.AsSpan(offset + received - _wanted, _wanted);
        if (!_isBody)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(whole);
            if (size < SizeBytes * 2)
            {
                throw new AmqpException(ServiceError.Create("amqp:connection:framing-error", "A frame is too short."));
            }

            // Above the maximum frame size the library refuses it before it reads on.
            _wanted = (int)Math.Min(size - SizeBytes, int.MaxValue);
            _isBody = true;
        }
        else
        {
            try
            {
                _guard.Check(whole);
            }
            catch (FormatException e)
            {
                throw new AmqpException(ServiceError.Create("amqp:connection:framing-error", e.Message));
            }

            _wanted = SizeBytes;
            _isBody = false;
        }

        _got = 0;
    }
}
