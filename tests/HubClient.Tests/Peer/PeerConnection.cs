using System.Buffers.Binary;
using System.Net.Sockets;
using Amqp.Framing;
using Amqp.Sasl;
using Amqp.Types;

namespace ModelData.HubClient.Tests.Peer;

/// <summary>One connection of the client: handshakes, sessions, links.</summary>
internal sealed class PeerConnection(ScriptedPeer peer, Socket socket) : IDisposable
{
    private const byte AmqpFrame = 0;
    private const byte SaslFrame = 1;

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Dictionary<ushort, PeerSession> _sessions = [];
    private readonly PeerNodes _nodes = new(peer);
    private volatile bool _dropped;
    private bool _isClosed;

    public bool Presettles => peer.Script.Presettles;

    public SaslInit? SaslInit { get; private set; }

    public Open? Open { get; private set; }

    /// <summary>Whether the client has sent a close frame.</summary>
    public bool IsClosedByClient { get; private set; }

    /// <summary>The empty frames that the client has sent.</summary>
    public int Heartbeats { get; private set; }

    /// <summary>The transfer frames of events, as they stood on the wire.</summary>
    public List<PeerFrame> TransferFrames { get; } = [];

    /// <summary>The attach frames, as they stood on the wire.</summary>
    public List<PeerFrame> AttachFrames { get; } = [];

    public async Task ServeAsync()
    {
        try
        {
            await HandshakeAsync();
            while (await ReadFrameAsync() is { } frame)
            {
                await OnFrameAsync(PeerFrame.Decode(frame));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The client, or the test, has dropped the connection.
        }
        finally
        {
            Drop();
        }
    }

    /// <summary>Ends the connection without a word.</summary>
    public void Drop()
    {
        _dropped = true;
        try
        {
            // Reset: what is under way is lost.
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Dropped before.
        }

        _stream.Dispose();
    }

    public void Dispose()
    {
        Drop();
        _writing.Dispose();
    }

    /// <summary>Closes the connection with an error.</summary>
    public Task CloseAsync(string condition, string description)
    {
        _isClosed = true;
        foreach (PeerLink link in _sessions.Values.SelectMany(session => session.Links.Values))
        {
            link.IsDetached = true;
        }

        return SendAsync(0, new Close { Error = new Error(condition) { Description = description } });
    }

    public Task SendAsync(ushort channel, DescribedList? performative, ReadOnlyMemory<byte> payload = default) =>
        WriteAsync(PeerFrame.Encode(AmqpFrame, channel, performative, payload.Span));

    private async Task HandshakeAsync()
    {
        byte[] header = new byte[8];
        await _stream.ReadExactlyAsync(header);
        Assert.Equal("AMQP"u8.ToArray().Concat<byte>([3, 1, 0, 0]), header);
        await WriteAsync(header);
        var mechanisms = new SaslMechanisms
        {
            SaslServerMechanisms = [.. peer.Script.Mechanisms.Select(name => new Symbol(name))],
        };
        await WriteAsync(PeerFrame.Encode(SaslFrame, 0, mechanisms, default));
        if (await ReadFrameAsync() is not { } init)
        {
            return;
        }

        SaslInit = (SaslInit)PeerFrame.Decode(init).Performative!;
        await WriteAsync(PeerFrame.Encode(SaslFrame, 0, new SaslOutcome { Code = SaslCode.Ok }, default));
        await _stream.ReadExactlyAsync(header);
        await WriteAsync(header);
    }

    private async Task OnFrameAsync(PeerFrame frame)
    {
        switch (frame.Performative)
        {
            case null:
                Heartbeats++;
                break;
            case Open open:
                await OnOpenAsync(open);
                break;
            case Begin begin:
                await OnBeginAsync(frame.Channel, begin);
                break;
            case Attach attach:
                AttachFrames.Add(frame);
                await OnAttachAsync(_sessions[frame.Channel], attach);
                break;
            case Flow flow:
                await OnFlowAsync(_sessions[frame.Channel], flow);
                break;
            case Transfer transfer:
                await OnTransferAsync(_sessions[frame.Channel], transfer, frame);
                break;
            // The official client may answer a detach after it has ended the session.
            case Detach detach when _sessions.TryGetValue(frame.Channel, out PeerSession? session):
                await OnDetachAsync(session, detach);
                break;
            case End when _sessions.Remove(frame.Channel, out PeerSession? ended) && !ended.IsEnded:
                await SendAsync(frame.Channel, new End());
                break;
            case Close:
                IsClosedByClient = true;
                if (!_isClosed)
                {
                    await SendAsync(0, new Close());
                }

                break;
        }
    }

    private async Task OnOpenAsync(Open open)
    {
        Open = open;
        await SendAsync(
            0,
            new Open
            {
                ContainerId = "peer",
                MaxFrameSize = peer.Script.MaxFrameSize,
                ChannelMax = 4999,
                IdleTimeOut = peer.Script.IdleTimeOut,
            }
        );
    }

    private async Task OnBeginAsync(ushort channel, Begin begin)
    {
        _sessions[channel] = new PeerSession(channel, begin.NextOutgoingId);
        await SendAsync(
            channel,
            new Begin
            {
                RemoteChannel = channel,
                NextOutgoingId = 0,
                IncomingWindow = 5000,
                OutgoingWindow = 5000,
                HandleMax = 255,
            }
        );
    }

    private async Task OnAttachAsync(PeerSession session, Attach attach)
    {
        var link = new PeerLink(this, session, attach);
        session.Links[attach.Handle] = link;
        bool isNode = PeerNodes.IsNode(link.Address);
        Error? refusal = peer.Script.OnAttaching(link);
        if (!isNode)
        {
            peer.Note(link);
        }

        await SendAsync(session.Channel, CreateReply(link, refusal is not null));
        if (refusal is not null)
        {
            await link.DetachAsync(refusal.Condition, refusal.Description);
            return;
        }

        if (!link.IsReceiver && peer.Script.SenderCredit > 0)
        {
            await link.GrantAsync(peer.Script.SenderCredit);
        }

        if (isNode)
        {
            _nodes.OnAttached(link);
        }
        else
        {
            await peer.Script.OnAttached(link);
        }
    }

    private Attach CreateReply(PeerLink link, bool isRefused)
    {
        var reply = new Attach
        {
            LinkName = link.Attach.LinkName,
            Handle = link.Handle,
            Role = !link.IsReceiver,
            Source = link.IsReceiver && isRefused ? null : link.Attach.Source,
            Target = !link.IsReceiver && isRefused ? null : link.Attach.Target,
        };
        if (link.IsReceiver)
        {
            reply.InitialDeliveryCount = 0;
            reply.SndSettleMode = peer.Script.Presettles ? SenderSettleMode.Settled : SenderSettleMode.Unsettled;
        }
        else
        {
            reply.MaxMessageSize = peer.Script.MaxMessageSize;
        }

        return reply;
    }

    private async Task OnFlowAsync(PeerSession session, Flow flow)
    {
        if (flow.HasHandle && session.Links.TryGetValue(flow.Handle, out PeerLink? link) && link.IsReceiver)
        {
            link.CreditLimit = flow.DeliveryCount + flow.LinkCredit;
            if (!PeerNodes.IsNode(link.Address))
            {
                await peer.Script.OnCredit(link);
            }
        }
    }

    private async Task OnTransferAsync(PeerSession session, Transfer transfer, PeerFrame frame)
    {
        session.NextIncomingId++;
        PeerLink link = session.Links[transfer.Handle];
        if (!PeerNodes.IsNode(link.Address))
        {
            TransferFrames.Add(frame);
        }

        if (
            !session.Partial.Remove(
                transfer.Handle,
                out (uint Id, uint Format, bool Settled, MemoryStream Payload) part
            )
        )
        {
            part = (transfer.DeliveryId, transfer.MessageFormat, transfer.Settled, new MemoryStream());
        }

        part.Payload.Write(frame.Payload);
        if (transfer.More)
        {
            session.Partial[transfer.Handle] = part;
            return;
        }

        session.CountReceived(transfer.Handle);
        var arrived = new PeerTransfer(link, part.Id, part.Format, part.Payload.ToArray(), part.Settled);
        if (PeerNodes.IsNode(link.Address))
        {
            await _nodes.OnRequestAsync(arrived);
            return;
        }

        peer.Note(arrived);
        await peer.Script.OnTransfer(arrived);
    }

    private async Task OnDetachAsync(PeerSession session, Detach detach)
    {
        if (session.Links.Remove(detach.Handle, out PeerLink? link) && !link.IsDetached)
        {
            link.IsDetached = true;
            await SendAsync(session.Channel, new Detach { Handle = detach.Handle, Closed = true });
        }
    }

    private async Task<byte[]?> ReadFrameAsync()
    {
        byte[] size = new byte[4];
        try
        {
            await WaitWhileFrozenAsync();
            await _stream.ReadExactlyAsync(size);
            await WaitWhileFrozenAsync();
        }
        catch (EndOfStreamException)
        {
            return null;
        }

        byte[] frame = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
        size.CopyTo(frame, 0);
        await _stream.ReadExactlyAsync(frame.AsMemory(4));
        return frame;
    }

    private async Task WaitWhileFrozenAsync()
    {
        while (peer.Script.IsFrozen && !_dropped)
        {
            await Task.Delay(10);
        }
    }

    private async Task WriteAsync(byte[] bytes)
    {
        await _writing.WaitAsync();
        try
        {
            await _stream.WriteAsync(bytes);
        }
        finally
        {
            _writing.Release();
        }
    }
}
