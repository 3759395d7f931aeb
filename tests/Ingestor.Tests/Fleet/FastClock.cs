namespace ModelData.Ingestor.Tests.Fleet;

/// <summary>A clock on which time passes many times as fast. Thread-safe.</summary>
internal sealed class FastClock(int factor) : TimeProvider
{
    private readonly long _origin = System.GetTimestamp();
    private readonly DateTimeOffset _start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => (System.GetTimestamp() - _origin) * factor;

    public override DateTimeOffset GetUtcNow() => _start + GetElapsedTime(0, GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Shorten(dueTime), Shorten(period));

    /// <summary>Waits.</summary>
    public Task PassAsync(TimeSpan time) => Task.Delay(time, this);

    // Not to zero, which would be an endless loop.
    private TimeSpan Shorten(TimeSpan time) =>
        time <= TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(Math.Max(1, time.TotalMilliseconds / factor));
}
