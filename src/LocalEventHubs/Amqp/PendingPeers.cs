using Microsoft.Extensions.Logging;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>
/// The peers that have connected and not authenticated. They are bounded in number and time, so that strangers who connect and wait
/// cost little: beyond the number the oldest has to go, since a client authenticates within its first moments. Thread-safe.
/// </summary>
internal sealed partial class PendingPeers(int most, TimeSpan timeout, TimeProvider timeProvider, ILogger logger)
{
    private static readonly TimeSpan LogPause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly LinkedList<PendingPeer> _peers = new();
    private readonly ILogger _logger = logger;
    private long _ended;
    private long? _lastLog;

    /// <summary>How long a peer has.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <summary>How many were ended because they took too long, or because there were too many.</summary>
    public long Ended => Interlocked.Read(ref _ended);

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _peers.Count;
            }
        }
    }

    /// <summary>Takes note of a peer that has connected.</summary>
    /// <param name="closeSocket">Ends it at once, as long as it has no connection yet.</param>
    public PendingPeer Add(Action closeSocket)
    {
        var peer = new PendingPeer(this, closeSocket);
        PendingPeer? oldest;
        lock (_gate)
        {
            oldest = _peers.Count >= most ? _peers.First!.Value : null;
            Forget(oldest);
            peer.Node = _peers.AddLast(peer);
        }

        if (oldest is not null)
        {
            oldest.Abort();
            OnEnded();
        }

        peer.Start(Timeout, timeProvider);
        return peer;
    }

    public void Remove(PendingPeer peer)
    {
        lock (_gate)
        {
            Forget(peer);
        }
    }

    /// <summary>Takes note of a peer whose time is over.</summary>
    /// <returns><see langword="false"/> when it has authenticated, or gone, in this moment.</returns>
    public bool OnTimedOut(PendingPeer peer)
    {
        lock (_gate)
        {
            if (peer.Node is null)
            {
                return false;
            }

            Forget(peer);
        }

        OnEnded();
        return true;
    }

    private void Forget(PendingPeer? peer)
    {
        // Under _gate.
        if (peer?.Node is { } node)
        {
            _peers.Remove(node);
            peer.Node = null;
        }
    }

    // A flood of them is one line a minute.
    private void OnEnded()
    {
        long ended = Interlocked.Increment(ref _ended);
        lock (_gate)
        {
            if (_lastLog is { } last && timeProvider.GetElapsedTime(last) < LogPause)
            {
                return;
            }

            _lastLog = timeProvider.GetTimestamp();
        }

        LogEnded(Timeout.TotalSeconds, most, ended);
    }

    [LoggerMessage(
        EventId = 5103,
        Level = LogLevel.Warning,
        Message = "Connections that did not authenticate are ended, after {Seconds} s or beyond {Most} of them: {Ended} since the start."
    )]
    private partial void LogEnded(double seconds, int most, long ended);
}
