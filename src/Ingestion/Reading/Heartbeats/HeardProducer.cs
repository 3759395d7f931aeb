namespace ModelData.Ingestion.Reading.Heartbeats;

/// <summary>What one producer has told of one address. Not thread-safe.</summary>
internal sealed class HeardProducer
{
    // One is lost, or late, before anybody wonders.
    private const int Patience = 3;

    private static readonly TimeSpan EndedFor = LossWindow.Reach;

    private LossWindow _lost;

    public HeardProducer(Heartbeat beat, DateTimeOffset at)
    {
        Last = beat;
        Note(beat, at);
    }

    /// <summary>What it said last.</summary>
    public Heartbeat Last { get; private set; }

    /// <summary>When the hub took that.</summary>
    public DateTimeOffset At { get; private set; }

    public bool HasEnded => Last.State == Heartbeat.Ended;

    public void Note(Heartbeat beat, DateTimeOffset at)
    {
        (Last, At) = (beat, at > At ? at : At);
        _lost.Add(beat.Recent.Lost, at);
    }

    /// <summary>Rows that it says were lost of late.</summary>
    public long LostAt(DateTimeOffset time) => _lost.At(time);

    /// <summary>Whether it should have said something by a moment.</summary>
    public bool IsSilentAt(DateTimeOffset time) => !HasEnded && time - At > Last.Interval * Patience;

    public bool IsGone(DateTimeOffset now, DateTimeOffset forgotten) =>
        HasEnded ? now - At > EndedFor : At < forgotten && IsSilentAt(now);
}
