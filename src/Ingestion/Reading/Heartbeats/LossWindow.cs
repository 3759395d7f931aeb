namespace ModelData.Ingestion.Reading.Heartbeats;

/// <summary>Rows lost of late: in this ten minutes by the hub's clock and in the ten before. Not thread-safe.</summary>
internal struct LossWindow
{
    /// <summary>How far back the sum reaches at most.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromMinutes(20);

    private static readonly TimeSpan Step = Reach / 2;

    private long _step;
    private long _now;
    private long _before;

    /// <summary>Adds rows.</summary>
    /// <param name="rows">How many, from 0.</param>
    /// <param name="at">When.</param>
    public void Add(long rows, DateTimeOffset at)
    {
        Turn(at);
        _now = rows > long.MaxValue - _now ? long.MaxValue : _now + rows;
    }

    /// <summary>The sum at a moment.</summary>
    public long At(DateTimeOffset time)
    {
        Turn(time);
        return _before > long.MaxValue - _now ? long.MaxValue : _now + _before;
    }

    private void Turn(DateTimeOffset at)
    {
        long step = at.UtcTicks / Step.Ticks;
        if (step > _step)
        {
            _before = step == _step + 1 ? _now : 0;
            (_step, _now) = (step, 0);
        }
    }
}
