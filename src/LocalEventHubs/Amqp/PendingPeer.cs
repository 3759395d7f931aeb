namespace ModelData.LocalEventHubs.Amqp;

/// <summary>One peer between its connect and its first valid token. Thread-safe.</summary>
internal sealed class PendingPeer(PendingPeers peers, Action closeSocket) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private BrokerConnection? _connection;
    private bool _isOver;

    /// <summary>Its place in the order of arrival; <see cref="PendingPeers"/> guards it.</summary>
    public LinkedListNode<PendingPeer>? Node { get; set; }

    /// <summary>Begins to count its time.</summary>
    public void Start(TimeSpan timeout, TimeProvider timeProvider)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _timer = timeProvider.CreateTimer(
                    static self => ((PendingPeer)self!).OnTimeout(),
                    this,
                    timeout,
                    Timeout.InfiniteTimeSpan
                );
            }
        }
    }

    /// <summary>From now on it has a connection, which can be closed in words.</summary>
    public void OnConnected(BrokerConnection connection)
    {
        lock (_gate)
        {
            _connection = connection;
        }
    }

    /// <summary>Ends it at once, so that another one has its place.</summary>
    public void Abort()
    {
        Dispose();
        BrokerConnection? connection;
        lock (_gate)
        {
            connection = _connection;
        }

        (connection?.AbortTransport ?? closeSocket)();
    }

    /// <summary>It has authenticated, or it is gone: it needs no place among those that wait.</summary>
    public void Dispose()
    {
        ITimer? timer;
        lock (_gate)
        {
            _isOver = true;
            timer = _timer;
            _timer = null;
        }

        timer?.Dispose();
        peers.Remove(this);
    }

    private void OnTimeout()
    {
        if (!peers.OnTimedOut(this))
        {
            return;
        }

        BrokerConnection? connection;
        lock (_gate)
        {
            connection = _connection;
        }

        if (connection is null)
        {
            closeSocket();
        }
        else
        {
            connection.CloseThenAbort(ServiceError.NotAuthenticated(peers.Timeout));
        }

        Dispose();
    }
}
