namespace ModelData.LocalEventHubs.Broker;

/// <summary>
/// A rate in bytes and one in events, whichever is reached first. A second's worth may be saved up; what is taken may go beyond it and
/// is owed then, so that a batch of any size passes when nothing is owed. Thread-safe.
/// </summary>
internal sealed class RateLimit
{
    private readonly Lock _gate = new();
    private readonly double _bytesPerSecond;
    private readonly double _eventsPerSecond;
    private readonly TimeProvider _timeProvider;
    private double _bytes;
    private double _events;
    private long _filledAt;

    public RateLimit(double bytesPerSecond, double eventsPerSecond, TimeProvider timeProvider)
    {
        _bytesPerSecond = bytesPerSecond;
        _eventsPerSecond = eventsPerSecond;
        _timeProvider = timeProvider;
        _bytes = bytesPerSecond;
        _events = eventsPerSecond;
        _filledAt = timeProvider.GetTimestamp();
    }

    /// <summary>Takes, unless something is owed.</summary>
    public bool TryTake(int events, long bytes)
    {
        lock (_gate)
        {
            Fill();
            if (_bytes <= 0 || _events <= 0)
            {
                return false;
            }

            _bytes -= bytes;
            _events -= events;
            return true;
        }
    }

    /// <summary>Takes in any case.</summary>
    /// <returns>The time until nothing is owed.</returns>
    public TimeSpan Take(int events, long bytes)
    {
        lock (_gate)
        {
            Fill();
            _bytes -= bytes;
            _events -= events;
            double seconds = Math.Max(-_bytes / _bytesPerSecond, -_events / _eventsPerSecond);
            return seconds <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(seconds);
        }
    }

    // Under _gate.
    private void Fill()
    {
        double seconds = _timeProvider.GetElapsedTime(_filledAt).TotalSeconds;
        _filledAt = _timeProvider.GetTimestamp();
        _bytes = Math.Min(_bytes + (seconds * _bytesPerSecond), _bytesPerSecond);
        _events = Math.Min(_events + (seconds * _eventsPerSecond), _eventsPerSecond);
    }
}
