namespace ModelData.Ingestion.Buffering;

/// <summary>
/// How many requests may be sent to storage, as a rate with little room for bursts. What must be written at once is written and
/// counted; what can wait waits for its share. Not thread-safe but for <see cref="Take"/> beside <see cref="TryTake"/>.
/// </summary>
/// <param name="perSecond">The rate; 0: no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class WritePace(int perSecond, TimeProvider time)
{
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(0.25);

    private readonly Lock _lock = new();
    private readonly double _capacity = Math.Max(perSecond * Burst.TotalSeconds, 1);
    private long _last = time.GetTimestamp();
    private double _available = Math.Max(perSecond * Burst.TotalSeconds, 1);

    /// <summary>Takes requests, if there is anything left to take from.</summary>
    public bool TryTake(int requests)
    {
        if (perSecond == 0)
        {
            return true;
        }

        lock (_lock)
        {
            Refill();
            if (_available <= 0)
            {
                return false;
            }

            _available -= requests;
            return true;
        }
    }

    /// <summary>Takes requests that do not wait: others wait longer.</summary>
    public void Take(int requests)
    {
        lock (_lock)
        {
            Refill();
            // Not more than a second of debt: a burst of full buffers must not silence quiet folders for long.
            _available = Math.Max(_available - requests, -perSecond);
        }
    }

    private void Refill()
    {
        long now = time.GetTimestamp();
        _available = Math.Min(_capacity, _available + time.GetElapsedTime(_last, now).TotalSeconds * perSecond);
        _last = now;
    }
}
