namespace ModelData.Simulation;

/// <summary>A timer of virtual time; its callback is work of the process that it belongs to.</summary>
internal sealed class VirtualTimer(SimulatedLoop loop, SimulatedProcess process, TimerCallback callback, object? state)
    : ITimer
{
    private const long Never = -1;
    private long _due = Never;
    private TimeSpan _period;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        Set(dueTime < TimeSpan.Zero ? Never : loop.Now + dueTime.Ticks);
        return true;
    }

    public void Dispose() => _due = Never;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    // An entry of the loop's queue that was changed or disposed of since stays there until its time.
    internal bool IsDue(long due) => _due == due && !process.IsDead;

    internal void Fire()
    {
        Set(_period > TimeSpan.Zero ? loop.Now + _period.Ticks : Never);
        process.Start(() => callback(state));
    }

    private void Set(long due)
    {
        _due = due;
        if (due != Never)
        {
            loop.Add(this, due);
        }
    }
}
