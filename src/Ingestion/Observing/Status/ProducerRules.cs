using System.Globalization;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Reading.Heartbeats;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>What heartbeats mean. A function of the facts alone.</summary>
internal static class ProducerRules
{
    /// <summary>Producers that nobody has heard for so long are nobody's concern any more.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    private const int Patience = 3;

    /// <summary>Describes the producers of each address, by name.</summary>
    public static IReadOnlyList<ProducerStatus>? Describe(PipelineFacts facts, DateTimeOffset? now) =>
        facts.Heartbeats.Value is not { } reports
            ? null
            :
            [
                .. reports
                    .SelectMany(report => report.Addresses.Select(it => Describe(report, it, facts, now)))
                    .OfType<ProducerStatus>()
                    // An address has one partition; it had another one before the hub had more of them.
                    .GroupBy(it => it.Address)
                    .Select(it => it.MaxBy(one => one.LastAt)!)
                    .OrderBy(it => it.Address.Path, StringComparer.Ordinal),
            ];

    /// <summary>Describes those that are not kept one by one.</summary>
    public static IReadOnlyList<UncountedProducers>? DescribeUncounted(PipelineFacts facts) =>
        facts.Heartbeats.Value is not { } reports
            ? null
            :
            [
                .. reports
                    .SelectMany(it => it.Uncounted)
                    .GroupBy(it => it.Service == "*" ? null : $"{it.Workspace}/{it.Service}")
                    .Select(it => new UncountedProducers(
                        it.Key,
                        it.Sum(one => one.Heartbeats),
                        it.Aggregate(0L, (sum, one) => Add(sum, one.RecentlyLost))
                    ))
                    .OrderBy(it => it.Service, StringComparer.Ordinal),
            ];

    /// <summary>What asks for somebody.</summary>
    public static IEnumerable<ReportedProblem> FindProblems(
        IReadOnlyList<ProducerStatus>? producers,
        IReadOnlyList<UncountedProducers>? uncounted
    )
    {
        var losing = (producers ?? [])
            .Where(it => it.RecentlyLost > 0)
            .OrderByDescending(it => it.RecentlyLost)
            .ToList();
        long more = (uncounted ?? []).Aggregate(0L, (sum, it) => Add(sum, it.RecentlyLost));
        if (losing.Count > 0 || more > 0)
        {
            long lost = losing.Aggregate(more, (sum, it) => Add(sum, it.RecentlyLost));
            yield return new(
                ProblemCatalogue.ProducersLoseRows,
                losing.Count > 0 ? Where(losing) : "producers",
                Text(
                    $"producers say that {lost:N0} rows were lost within the last 20 minutes before they reached the hub{Reason(losing)}"
                ),
                "Look at the status of the scoring app, which names the cause: no room in the ring, a hub that does not take them, or values that cannot be "
                    + "collected",
                null
            );
        }

        var silent = (producers ?? []).Where(it => it.Silent > 0).OrderByDescending(it => it.Silent).ToList();
        if (silent.Count > 0)
        {
            yield return new(
                ProblemCatalogue.ProducersSilent,
                Where(silent),
                Text(
                    $"{silent.Sum(it => it.Silent):N0} producers have told nothing for three times as long as they said, and have not said that they end"
                ),
                "See whether these processes still run and reach the hub; what was killed is forgotten within an hour of the others' heartbeats, or a day",
                null
            );
        }
    }

    private static ProducerStatus? Describe(
        HeartbeatReport report,
        AddressHeartbeats it,
        PipelineFacts facts,
        DateTimeOffset? now
    )
    {
        var age = now - it.LastAt;
        if (age > Forgotten || !BlobLayout.TryParse($"{it.Path}/2000/01/01/x", out var location))
        {
            return null;
        }

        var interval = TimeSpan.FromSeconds(it.IntervalSeconds);
        // While a worker has events to read, what it heard last says nothing of now.
        bool areAllSilent = age > interval * Patience && IsReadToTheEnd(facts, report.Partition);
        return new ProducerStatus(location.Address)
        {
            Producers = it.Producers,
            IsWhole = report.UpTo - report.Since >= interval,
            Silent = areAllSilent ? it.Producers : it.Silent,
            States = areAllSilent ? new Dictionary<string, int>() : it.States,
            Total = it.Total,
            RecentlyLost = age > LossWindow.Reach ? 0 : it.RecentlyLost,
            LastAt = it.LastAt,
            Age = age < TimeSpan.Zero ? TimeSpan.Zero : age,
            Worst =
            [
                .. it.Worst.Select(one => new WorstProducer(
                    one.Id,
                    one.Host,
                    one.Release,
                    one.State,
                    one.Reason,
                    one.RecentlyLost,
                    one.LastAt,
                    one.IsSilent || areAllSilent
                )),
            ],
        };
    }

    private static bool IsReadToTheEnd(PipelineFacts facts, string partitionId) =>
        facts.Hub.Value?.Ends.TryGetValue(partitionId, out var end) == true
        && facts.States.Value?.TryGetValue(partitionId, out var state) == true
        && state is not null
        && state.Position >= end.LastEnqueuedSequenceNumber;

    private static string Where(List<ProducerStatus> of) =>
        of.Count == 1 ? Name(of[0].Address) : Text($"{of.Count} addresses, {Name(of[0].Address)} the first of them");

    private static string Name(CollectionAddress address) =>
        $"{address.WebService}/{address.Model}/{address.Version}/{address.Identifier}";

    private static string Reason(List<ProducerStatus> losing) =>
        losing
            .SelectMany(it => it.Worst)
            .FirstOrDefault(it => it is { RecentlyLost: > 0, State: not "Sending", Reason: not null })
            is { } one
            ? $"; one of them says: {one.Reason!.TrimEnd('.')}"
            : "";

    private static long Add(long one, long other) => one > long.MaxValue - other ? long.MaxValue : one + other;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
