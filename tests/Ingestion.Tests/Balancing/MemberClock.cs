namespace ModelData.Ingestion.Tests.Balancing;

/// <summary>The clock of one member: the common time, wrong by something, and it tells when its member has nothing to do but wait. Thread-safe.</summary>
internal sealed class MemberClock(TimeProvider time, TimeSpan skew) : TimeProvider
{
    private int _waits;

    /// <summary>Whether the member waits for time to pass.</summary>
    public bool IsWaiting => Volatile.Read(ref _waits) > 0;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + skew;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan)
        {
            return time.CreateTimer(callback, state, dueTime, period);
        }

        Interlocked.Increment(ref _waits);
        return new Wait(this, callback, state, dueTime, period);
    }

    private sealed class Wait : ITimer
    {
        private readonly MemberClock _clock;
        private readonly ITimer _timer;
        private int _isOver;

        public Wait(MemberClock clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _clock = clock;
            _timer = clock.Time.CreateTimer(
                _ =>
                {
                    End();
                    callback(state);
                },
                null,
                dueTime,
                period
            );
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => _timer.Change(dueTime, period);

        public void Dispose()
        {
            End();
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            End();
            return _timer.DisposeAsync();
        }

        private void End()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                Interlocked.Decrement(ref _clock._waits);
            }
        }
    }

    private TimeProvider Time => time;
}
