using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Observing;

namespace ModelData.Ingestion.Tests.Observing;

/// <summary>Reports for tests.</summary>
internal static class Reports
{
    /// <summary>One with everything in it.</summary>
    public static WorkerReport Whole { get; } =
        new()
        {
            Name = "w0",
            Owner = "w0/1",
            Release = "1.0",
            UptimeSeconds = 60,
            Partitions = [new("0", IsAttached: true, null), new("1", IsAttached: false, "it is gone")],
            ClockDifferenceSeconds = -0.5,
            RetentionSeconds = 86_400,
            LagThresholdSeconds = 330,
            ExpirySeconds = 30,
            Problems = [new("state-gone", ProblemSeverity.Broken, "partition 1", "it is gone", "Restore it", 7)],
        };
}
