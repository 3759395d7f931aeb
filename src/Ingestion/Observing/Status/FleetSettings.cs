using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>What workers were told, as far as it decides what facts mean: from those that report themselves, or from the last one that did.</summary>
/// <param name="Retention">How long the hub keeps events; null when nobody says so.</param>
/// <param name="OwnershipExpiry">How long a hold on a partition lasts without a renewal.</param>
/// <param name="LagThreshold">How old an event may seem that waits, by what is saved, while all is well.</param>
internal sealed record FleetSettings(TimeSpan? Retention, TimeSpan OwnershipExpiry, TimeSpan LagThreshold)
{
    /// <summary>
    /// A partition saves how far it is with each commit, one without events only every few minutes, so that an event behind a quiet time may seem that old.
    /// </summary>
    public static readonly TimeSpan UsualLagThreshold = TimeSpan.FromMinutes(6);

    // A report that says more, whoever wrote it, must not keep a lag from being seen for good.
    private static readonly TimeSpan LongestLagThreshold = TimeSpan.FromHours(1);

    public static FleetSettings Of(PipelineFacts facts)
    {
        List<ListedReport> all =
        [
            .. (facts.Reports.Value ?? []).Where(it => it.Report is not null).OrderBy(it => it.Age),
        ];
        List<WorkerReport> reports =
        [
            .. all.Where((it, i) => i == 0 || it.Age < WorkerRules.ReportHolds).Select(it => it.Report!),
        ];
        var threshold = Longest(reports, it => it.LagThresholdSeconds) ?? UsualLagThreshold;
        return new FleetSettings(
            facts.Retention ?? Seconds(reports.Min(it => it.RetentionSeconds)),
            facts.OwnershipExpiry ?? Longest(reports, it => it.ExpirySeconds) ?? new LoadBalancingSettings().Expiry,
            threshold < LongestLagThreshold ? threshold : LongestLagThreshold
        );
    }

    private static TimeSpan? Longest(List<WorkerReport> reports, Func<WorkerReport, double?> time) =>
        Seconds(reports.Max(time));

    private static TimeSpan? Seconds(double? seconds) => seconds is { } known ? TimeSpan.FromSeconds(known) : null;
}
