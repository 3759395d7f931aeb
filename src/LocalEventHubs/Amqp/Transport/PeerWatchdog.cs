namespace ModelData.LocalEventHubs.Amqp.Transport;

/// <summary>
/// Acts when nothing was received for the timeout, to the tick. The library's own check is late by 20 seconds and more, and leaves
/// pending operations waiting meanwhile.
/// </summary>
internal sealed class PeerWatchdog : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;
    private readonly Action _onLost;
    private readonly ITimer _timer;
    private long _lastReceived;
    private volatile bool _hasFired;

    public PeerWatchdog(TimeSpan timeout, TimeProvider timeProvider, Action onLost)
    {
        _timeout = timeout;
        _timeProvider = timeProvider;
        _onLost = onLost;
        _lastReceived = timeProvider.GetTimestamp();
        _timer = timeProvider.CreateTimer(
            static self => ((PeerWatchdog)self!).Check(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        _timer.Change(timeout, Timeout.InfiniteTimeSpan);
    }

    public bool HasFired => _hasFired;

    public void OnReceived() => Volatile.Write(ref _lastReceived, _timeProvider.GetTimestamp());

    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        TimeSpan silent = _timeProvider.GetElapsedTime(Volatile.Read(ref _lastReceived));
        if (silent >= _timeout)
        {
            _hasFired = true;
            _onLost();
            return;
        }

        // Timers round down to whole milliseconds: never less than one, or this would spin.
        TimeSpan rest = _timeout - silent;
        _timer.Change(
            rest < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : rest,
            Timeout.InfiniteTimeSpan
        );
    }
}
