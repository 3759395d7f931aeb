using Amqp;
using Amqp.Framing;
using Amqp.Types;
using ModelData.EventHubs.Amqp;
using ModelData.EventHubs.Amqp.Links;

namespace ModelData.EventHubs.Receiving;

/// <summary>One attached receiver link and what it has prefetched.</summary>
internal sealed class ReceiverChannel
{
    private readonly AttachedLink<ReceiverLink> _link;
    private readonly IDisposable _claim;
    private readonly bool _mustSettle;

    private ReceiverChannel(
        AttachedLink<ReceiverLink> link,
        IDisposable claim,
        PrefetchQueue queue,
        string? partitionId,
        long attachedAt
    )
    {
        AttachedAt = attachedAt;
        _link = link;
        _claim = claim;
        Queue = queue;
        // Asked for settled, the service settles what it sends; whoever does not wants to hear that it arrived.
        _mustSettle = link.Reply.SndSettleMode != SenderSettleMode.Settled;
        link.Link.AddClosedCallback(
            (_, error) =>
            {
                _claim.Dispose();
                Queue.Close(AmqpErrorMapper.Map(error, null, partitionId));
            }
        );
    }

    public PrefetchQueue Queue { get; }

    /// <summary>When it attached (a timestamp of the time provider).</summary>
    public long AttachedAt { get; }

    /// <summary>Whether an event of it was handed out.</summary>
    public bool WasFruitful { get; set; }

    public static async Task<ReceiverChannel> AttachAsync(
        AmqpConnector connector,
        string address,
        Attach attach,
        PrefetchQueue queue,
        string? partitionId,
        CancellationToken cancellationToken
    )
    {
        AmqpConnection connection = await connector.GetAsync(cancellationToken).ConfigureAwait(false);
        IDisposable claim = await connection
            .Claims.AuthorizeAsync(connector.Settings.Addresses.ToAudience(address), cancellationToken)
            .ConfigureAwait(false);
        try
        {
            AttachedLink<ReceiverLink> link = await LinkOpening
                .AttachReceiverAsync(connection, $"{address}-{Guid.NewGuid():N}", attach, cancellationToken)
                .ConfigureAwait(false);
            long now = connector.Settings.TimeProvider.GetTimestamp();
            return new ReceiverChannel(link, claim, queue, partitionId, now);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Lets the peer send; nothing arrives before.</summary>
    public void Start() => Tell(static (self, credit) => self._link.Link.Start(credit, self.OnMessage), 0);

    /// <summary>Asks for as many events as there is room for.</summary>
    public void GrantCredit()
    {
        int grant = Queue.TakeGrant();
        if (grant > 0)
        {
            // Manual: the library adds it to what is left, and does not ask again by itself.
            Tell(static (self, credit) => self._link.Link.SetCredit(credit, CreditMode.Manual), grant);
        }
    }

    public Task CloseAsync(TimeSpan timeout)
    {
        _claim.Dispose();
        return _link.CloseAsync(timeout);
    }

    private void Tell(Action<ReceiverChannel, int> peer, int credit)
    {
        try
        {
            peer(this, credit);
        }
        catch (Exception e) when (e is AmqpException or ObjectDisposedException)
        {
            // The connection is going down, and the link does not know yet. The queue will say why; what arrived is handed out until then.
        }
    }

    private void OnMessage(IReceiverLink link, Message message)
    {
        if (_mustSettle)
        {
            link.Accept(message);
        }

        Queue.Add(message);
    }
}
