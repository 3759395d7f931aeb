namespace ModelData.Ingestion.Observing.Status;

/// <summary>How far a partition is. What is null is not known.</summary>
/// <param name="PartitionId">The partition.</param>
public sealed record PartitionStatus(string PartitionId)
{
    /// <summary>The sequence number of the first event that the hub still has.</summary>
    public long? Beginning { get; init; }

    /// <summary>The sequence number of the last event; -1 when there never was one.</summary>
    public long? End { get; init; }

    /// <summary>When the last event was stored, by the hub's clock.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>The sequence number up to which everything is in files or dead letters; -1 when nothing is.</summary>
    public long? DoneUpTo { get; init; }

    /// <summary>The time, by the hub's clock, before which everything is: it moves on without events as well.</summary>
    public DateTimeOffset? DoneBefore { get; init; }

    /// <summary>
    /// How many events wait behind the saved position; the last of them may be in files already. Fewer than that may have rows: sequence numbers are counted.
    /// </summary>
    public long? Waiting { get; init; }

    /// <summary>The oldest event that waits is at least so old; zero when none waits.</summary>
    public TimeSpan? LagAtLeast { get; init; }

    /// <summary>It is at most so old.</summary>
    public TimeSpan? LagAtMost { get; init; }

    /// <summary>For how long it has not been known where the partition ends, as far as this observer can tell; null while it is known.</summary>
    public TimeSpan? UnknownFor { get; init; }

    /// <summary>
    /// At least so long until the hub drops the oldest event that waits, negative when it may have; null when none waits, or when the retention or the lag is
    /// not known.
    /// </summary>
    public TimeSpan? RetentionLeft { get; init; }

    /// <summary>How many events the hub dropped before they were read.</summary>
    public long? Expired { get; init; }

    /// <summary>Whether a worker holds it.</summary>
    public bool? IsHeld { get; init; }

    /// <summary>That worker, by name where it reports itself.</summary>
    public string? Owner { get; init; }

    /// <summary>How long ago it last renewed its hold, by the storage's clock.</summary>
    public TimeSpan? OwnerAge { get; init; }

    /// <summary>The lag for a person: exact, or between which bounds, or that it is not known.</summary>
    public string LagText =>
        this switch
        {
            { UnknownFor: { } unknown } => $"unknown for {Elapsed.Text(unknown)}",
            { LagAtLeast: null } => "unknown",
            { Waiting: 0 } => "none",
            { LagAtMost: null } => $"at least {Elapsed.Text(LagAtLeast.Value)}",
            _ when LagAtLeast == LagAtMost => Elapsed.Text(LagAtLeast.Value),
            _ => $"{Elapsed.Text(LagAtLeast.Value)} to {Elapsed.Text(LagAtMost.Value)}",
        };
}
