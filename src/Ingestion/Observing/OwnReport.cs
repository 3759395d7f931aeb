using System.Reflection;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Observing;

/// <summary>What this worker says of itself. Thread-safe.</summary>
internal sealed class OwnReport
{
    private static readonly string Release =
        typeof(OwnReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    private readonly PartitionBalancer _balancer;
    private readonly PartitionPumps _pumps;
    private readonly ServiceClock _clock;
    private readonly Func<IReadOnlyList<ReportedProblem>> _findProblems;
    private readonly string _name;
    private readonly TimeSpan? _retention;
    private readonly TimeSpan _lagThreshold;
    private readonly TimeSpan _expiry;
    private readonly TimeProvider _time;
    private readonly long _start;

    public OwnReport(
        PartitionBalancer balancer,
        PartitionPumps pumps,
        ServiceClock clock,
        Func<IReadOnlyList<ReportedProblem>> findProblems,
        IOptions<LoadBalancingSettings> balancing,
        IOptions<EventHubsSettings> hub,
        IOptions<FlushSettings> flush,
        IOptions<CheckpointSettings> checkpoints,
        IOptions<ManifestSettings> manifests,
        TimeProvider time
    )
    {
        (_balancer, _pumps, _clock, _findProblems) = (balancer, pumps, clock, findProblems);
        (_name, _expiry, _retention) = (balancing.Value.Name, balancing.Value.Expiry, hub.Value.Retention);
        _lagThreshold = FindLagThreshold(flush.Value, checkpoints.Value, manifests.Value);
        (_time, _start) = (time, time.GetTimestamp());
    }

    /// <summary>As it is now.</summary>
    public WorkerReport Compose() =>
        new()
        {
            Name = _name,
            Owner = _balancer.OwnerId,
            Release = Release,
            UptimeSeconds = Math.Round(_time.GetElapsedTime(_start).TotalSeconds),
            Partitions =
            [
                .. _pumps
                    .All.Where(it => it.IsOwner)
                    .Select(it => new WorkerPartition(it.PartitionId, it.IsAttached, Text(it.Halted)))
                    // Those of Event Hubs are numbers.
                    .OrderBy(it => it.Id.Length)
                    .ThenBy(it => it.Id, StringComparer.Ordinal),
            ],
            ClockDifferenceSeconds = _clock.Difference is { } known ? Math.Round(known.TotalSeconds, 1) : null,
            RetentionSeconds = _retention?.TotalSeconds,
            ExpirySeconds = _expiry.TotalSeconds,
            LagThresholdSeconds = _lagThreshold.TotalSeconds,
            Problems = [.. _findProblems().Select(ToProblem)],
        };

    private static string? Text(ReportedProblem? halted) => halted is null ? null : $"{halted.Cause}. {halted.Mend}.";

    // A row waits in memory, and its position until it is saved, each twice as long at worst; a partition without events says how far it is now and then.
    internal static TimeSpan FindLagThreshold(
        FlushSettings flush,
        CheckpointSettings checkpoints,
        ManifestSettings manifests
    ) =>
        (2 * (flush.MaxAge + checkpoints.SaveInterval)) + (manifests.Enabled ? manifests.CheckInterval : TimeSpan.Zero);

    private static WorkerProblem ToProblem(ReportedProblem it) =>
        new(
            it.Kind.Code,
            it.Kind.Severity,
            it.Where,
            it.Cause,
            it.Mend,
            it.Duration is { } lasting ? Math.Round(lasting.TotalSeconds) : null
        );
}
