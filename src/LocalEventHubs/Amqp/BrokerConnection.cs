using Amqp;
using Amqp.Framing;
using Amqp.Handler;
using ModelData.LocalEventHubs.Authorization;
using ModelData.LocalEventHubs.Endpoints;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>What the broker knows about one connection; the library carries it as the connection's handler.</summary>
internal sealed class BrokerConnection : IHandler
{
    // The smallest frame size that a peer may ask for (AMQP 1.0, part 2.7.1).
    private const uint LeastFrameBytes = 512;

    // What a connection that is closed before it authenticated has to take its last frame.
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(2);

    private static int _count;

    private readonly int _number = Interlocked.Increment(ref _count);
    private readonly Action<BrokerConnection, bool> _onPresence;
    private int _cbsSenders;
    private PendingPeer? _pending;

    public BrokerConnection(TimeProvider timeProvider, Action<BrokerConnection, bool> onPresence)
    {
        _onPresence = onPresence;
        Claims = new ConnectionClaims(timeProvider);
    }

    public ConnectionClaims Claims { get; }

    public ReplyLinks Replies { get; } = new();

    public Connection? Connection { get; private set; }

    /// <summary>
    /// Ends the transport at once. The library closes it only behind what is queued, which never goes out to a peer that has
    /// stopped reading.
    /// </summary>
    public Action? AbortTransport { get; private set; }

    public static BrokerConnection Of(Link link) => (BrokerConnection)link.Session.Connection.Handler;

    /// <summary>It has a transport; until it authenticates it is one of those that wait.</summary>
    public void OnConnected(Action abortTransport, PendingPeer pending)
    {
        AbortTransport = abortTransport;
        _pending = pending;
        pending.OnConnected(this);
    }

    /// <summary>Takes what a valid token allows.</summary>
    /// <returns><see langword="false"/> when the connection has too many.</returns>
    public bool TryPut(in Claim claim)
    {
        OnAuthenticated();
        return Claims.TryPut(claim);
    }

    /// <summary>The peer has shown a valid token.</summary>
    public void OnAuthenticated() => _pending?.Dispose();

    /// <summary>Counts the senders to <c>$cbs</c>: a connection has one.</summary>
    public bool TryTakeCbs() => Interlocked.CompareExchange(ref _cbsSenders, 1, 0) == 0;

    public void ReturnCbs() => Volatile.Write(ref _cbsSenders, 0);

    /// <summary>Closes the connection with an error.</summary>
    public void Close(Error error)
    {
        try
        {
            Connection?.Close(TimeSpan.Zero, error);
        }
        catch (Exception e) when (e is AmqpException or ObjectDisposedException)
        {
            // It was ending by itself.
        }
    }

    /// <summary>Closes the connection with an error, and soon its transport, whether or not the peer answers.</summary>
    public void CloseThenAbort(Error error)
    {
        Close(error);
        _ = AbortSoonAsync();

        async Task AbortSoonAsync()
        {
            await Task.Delay(CloseTime, TimeProvider.System);
            AbortTransport?.Invoke();
        }
    }

    public bool CanHandle(EventId id) =>
        id
            is EventId.ConnectionAccept
                or EventId.ConnectionRemoteOpen
                or EventId.LinkLocalOpen
                or EventId.LinkLocalClose
                or EventId.SessionLocalClose
                or EventId.ConnectionLocalClose;

    public void Handle(Event protocolEvent)
    {
        switch (protocolEvent.Context)
        {
            case Open open:
                OnRemoteOpen(open);
                break;
            // The library leaves empty fields at the end away; a client that reads fields by their places misses them.
            case Attach attach:
                attach.Properties ??= [];
                break;
            case Detach { Error: { } error }:
                error.Info ??= [];
                break;
            case End { Error: { } error }:
                error.Info ??= [];
                break;
            case Close { Error: { } error }:
                error.Info ??= [];
                break;
            default:
                if (protocolEvent.Id == EventId.ConnectionAccept)
                {
                    OnAccepted(protocolEvent.Connection);
                }

                break;
        }
    }

    private void OnAccepted(Connection connection)
    {
        Connection = connection;
        _onPresence(this, true);
        connection.AddClosedCallback(
            (_, _) =>
            {
                Claims.Dispose();
                _pending?.Dispose();
                _onPresence(this, false);
            }
        );
    }

    private void OnRemoteOpen(Open open)
    {
        if (open.MaxFrameSize < LeastFrameBytes)
        {
            throw new AmqpException(
                ServiceError.Create(
                    ErrorCode.InvalidField,
                    $"max-frame-size is {open.MaxFrameSize}; at least {LeastFrameBytes} bytes are needed."
                )
            );
        }

        // The container refuses two links of one name from one container id, and the JavaScript SDK names its senders after
        // their address.
        open.ContainerId += "#" + _number;
        // The library sends its empty frame exactly at the peer's timeout, which is too late.
        if (open.IdleTimeOut > 0)
        {
            open.IdleTimeOut = Math.Max(open.IdleTimeOut / 3, 1);
        }
    }
}
