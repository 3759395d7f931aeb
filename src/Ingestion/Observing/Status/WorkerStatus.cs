using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>A worker, by its report and by the partitions that it holds. What is null is not known.</summary>
/// <param name="Name">Its name; of one that does not report itself, its owner id.</param>
public sealed record WorkerStatus(string Name)
{
    /// <summary>Its release.</summary>
    public string? Release { get; init; }

    /// <summary>The partitions that it holds.</summary>
    public IReadOnlyList<string>? Partitions { get; init; }

    /// <summary>Whether it reports itself: a worker of a former release, or another program, does not.</summary>
    public bool? IsReporting { get; init; }

    /// <summary>How many of them it is reading.</summary>
    public int? Attached { get; init; }

    /// <summary>How long ago it last renewed the hold on one.</summary>
    public TimeSpan? RenewalAge { get; init; }

    /// <summary>How long ago it last reported itself.</summary>
    public TimeSpan? ReportAge { get; init; }

    /// <summary>How far its clock is ahead of the storage's; negative when it is behind.</summary>
    public TimeSpan? ClockDifference { get; init; }

    /// <summary>Whether it holds a partition or has reported itself lately.</summary>
    public bool IsAlive { get; init; }

    /// <summary>What it says is wrong.</summary>
    public IReadOnlyList<ReportedProblem> Problems { get; init; } = [];
}
