namespace ModelData.Simulation;

/// <summary>The clock of a process. Time is the loop's; the wall clock may be off.</summary>
public sealed class VirtualClock(SimulatedLoop loop, SimulatedProcess process) : TimeProvider
{
    /// <summary>What the wall clock shows at the start.</summary>
    public static readonly DateTimeOffset Origin = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>How far the wall clock is off.</summary>
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => loop.Now;

    public override DateTimeOffset GetUtcNow() => Origin + loop.Elapsed + Offset;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(loop, process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
