namespace ModelData.Ingestion.Settings;

/// <summary>How positions are kept. Section <c>Checkpoints</c>.</summary>
public sealed class CheckpointSettings
{
    public const string Section = "Checkpoints";

    /// <summary>Start from the official checkpoint blob where it is ahead of our own state: a hand-over from another consumer.</summary>
    public bool Adopt { get; set; }

    /// <summary>How often a position that has moved is saved. A longer interval costs time after a crash, never rows.</summary>
    [DurationWithin("00:00:00.010", "01:00:00")]
    public TimeSpan SaveInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a producer's retry of a batch is recognised, by the events' enqueued times.</summary>
    [DurationWithin("00:00:01", "7.00:00:00")]
    public TimeSpan DuplicateWindow { get; set; } = TimeSpan.FromHours(1);
}
