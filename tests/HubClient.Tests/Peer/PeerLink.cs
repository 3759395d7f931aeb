using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace ModelData.HubClient.Tests.Peer;

/// <summary>A link that the client has attached. What it does beyond that, the test says.</summary>
internal sealed class PeerLink(PeerConnection connection, PeerSession session, Attach attach)
{
    private uint _nextDelivery;

    public PeerConnection Connection => connection;

    public PeerSession Session => session;

    public Attach Attach => attach;

    public uint Handle => attach.Handle;

    /// <summary>Whether the client receives on it.</summary>
    public bool IsReceiver => attach.Role;

    /// <summary>The node's address.</summary>
    public string Address => (IsReceiver ? ((Source)attach.Source).Address : ((Target)attach.Target).Address) ?? "";

    /// <summary>How many deliveries the client has asked for in all.</summary>
    public uint CreditLimit { get; set; }

    /// <summary>How many it was sent.</summary>
    public uint Delivered => _nextDelivery;

    public bool IsDetached { get; set; }

    /// <summary>The selector that the client attached with.</summary>
    public string Filter =>
        (string)
            ((DescribedValue)((Source)attach.Source).FilterSet[new Symbol("apache.org:selector-filter:string")]).Value;

    /// <summary>Delivers an event with the service's annotations.</summary>
    public Task DeliverAsync(long sequenceNumber, byte[] body, Action<Message>? change = null)
    {
        var message = new Message
        {
            MessageAnnotations = PeerAnnotations.Of(sequenceNumber),
            BodySection = new Data { Binary = body },
        };
        change?.Invoke(message);
        ByteBuffer encoded = message.Encode();
        return DeliverRawAsync(encoded.Buffer.AsMemory(encoded.Offset, encoded.Length));
    }

    /// <summary>Delivers bytes as they are.</summary>
    /// <param name="payload">The encoded message.</param>
    /// <param name="frameBytes">The most payload per frame.</param>
    public async Task DeliverRawAsync(ReadOnlyMemory<byte> payload, int frameBytes = int.MaxValue)
    {
        uint id = session.NextDeliveryId++;
        uint tag = _nextDelivery++;
        bool first = true;
        do
        {
            ReadOnlyMemory<byte> part = payload[..Math.Min(frameBytes, payload.Length)];
            payload = payload[part.Length..];
            var transfer = new Transfer { Handle = Handle };
            if (first)
            {
                transfer.DeliveryId = id;
                transfer.DeliveryTag = BitConverter.GetBytes(tag);
                transfer.MessageFormat = 0;
                transfer.Settled = connection.Presettles;
            }

            transfer.More = payload.Length > 0;
            first = false;
            await connection.SendAsync(session.Channel, transfer, part);
        } while (payload.Length > 0);
    }

    /// <summary>Grants the client credit to send.</summary>
    public Task GrantAsync(uint credit)
    {
        CreditLimit += credit;
        return connection.SendAsync(
            session.Channel,
            new Flow
            {
                Handle = Handle,
                DeliveryCount = session.Received(Handle),
                LinkCredit = CreditLimit - session.Received(Handle),
                NextIncomingId = session.NextIncomingId,
                IncomingWindow = 5000,
                NextOutgoingId = session.NextDeliveryId,
                OutgoingWindow = 5000,
            }
        );
    }

    public Task SettleAsync(uint deliveryId, DeliveryState? state, bool settled = true) =>
        connection.SendAsync(
            session.Channel,
            new Dispose
            {
                Role = true,
                First = deliveryId,
                Last = deliveryId,
                Settled = settled,
                State = state,
            }
        );

    /// <summary>Closes the link with an error.</summary>
    public Task DetachAsync(string condition, string description)
    {
        IsDetached = true;
        return connection.SendAsync(
            session.Channel,
            new Detach
            {
                Handle = Handle,
                Closed = true,
                Error = new Error(condition) { Description = description },
            }
        );
    }

    /// <summary>Ends the session of the link with an error.</summary>
    public Task EndSessionAsync(string condition, string description)
    {
        IsDetached = true;
        session.IsEnded = true;
        return connection.SendAsync(
            session.Channel,
            new End { Error = new Error(condition) { Description = description } }
        );
    }
}
