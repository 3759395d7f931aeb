using System.Globalization;
using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>What facts mean for the whole: whether it works, in one sentence, and what asks for somebody. A function of the facts alone.</summary>
internal static class PipelineRules
{
    public static PipelineStatus Judge(PipelineFacts facts)
    {
        var names = WorkerRules.Names(facts);
        var fleet = FleetSettings.Of(facts);
        var rules = new PartitionRules(facts, fleet, names);
        var partitions = rules.Describe();
        var workers = WorkerRules.Describe(facts, fleet, partitions);
        var producers = ProducerRules.Describe(facts, rules.Now);
        var uncounted = ProducerRules.DescribeUncounted(facts);
        List<ReportedProblem> problems =
        [
            .. Unread(facts),
            .. WorkerRules.FindProblems(facts, workers),
            .. SameCause(facts.Hub.Value?.Problems ?? []),
            // The oldest first: it is that of which least time is left.
            .. SameKind(
                partitions.OrderByDescending(it => it.LagAtMost ?? it.LagAtLeast).SelectMany(rules.FindProblems)
            ),
            .. ProducerRules.FindProblems(producers, uncounted),
            .. Letters(facts.DeadLetters.Value),
        ];
        problems = [.. problems.OrderByDescending(it => it.Kind.Severity)];
        var verdict = problems.Count == 0 ? PipelineVerdict.Well : VerdictOf(problems[0].Kind.Severity);
        return new PipelineStatus
        {
            Verdict = verdict,
            Summary = Summary(verdict, problems, partitions, workers),
            Problems = problems,
            At = rules.Now,
            Hub = facts.Place,
            Retention = fleet.Retention,
            Partitions = partitions,
            Workers = workers,
            Addresses = facts.OpenFolders.Value is null ? null : facts.Addresses.Value,
            Producers = producers,
            UncountedProducers = uncounted,
            DeadLetters = facts.DeadLetters.Value,
        };
    }

    private static IEnumerable<ReportedProblem> Unread(PipelineFacts facts)
    {
        ReportedProblem?[] all =
        [
            facts.Hub.Problem,
            facts.Owners.Problem,
            facts.States.Problem,
            facts.Reports.Problem,
            facts.Heartbeats.Problem,
            facts.OpenFolders.Problem,
            facts.Addresses.Problem,
            facts.DeadLetters.Problem,
        ];
        return SameCause(all.OfType<ReportedProblem>());
    }

    // An account that is away takes three containers with it.
    private static IEnumerable<ReportedProblem> SameCause(IEnumerable<ReportedProblem> problems) =>
        problems
            .Distinct()
            .GroupBy(it => (it.Kind, it.Cause))
            .Select(same => same.First() with { Where = string.Join(", ", same.Select(it => it.Where)) });

    // A hub that is behind is behind in all partitions: one line for all that have the same, not one each.
    private static IEnumerable<ReportedProblem> SameKind(IEnumerable<ReportedProblem> problems) =>
        problems
            .GroupBy(it => it.Kind)
            .Select(same =>
                same.Count() == 1
                    ? same.First()
                    : same.First() with
                    {
                        Where = $"{same.Count()} partitions, {same.First().Where} the first of them",
                    }
            );

    private static IEnumerable<ReportedProblem> Letters(DeadLetterStatus? letters)
    {
        if (letters is { Recent: > 0 })
        {
            yield return new(
                ProblemCatalogue.DeadLetters,
                "dead letters",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"up to {letters.Recent:N0} events were dead-lettered within the last hour and not sent again"
                ),
                "See why with modeldata dead-letters ls, mend the sender, and send them again",
                null
            );
        }
    }

    private static PipelineVerdict VerdictOf(ProblemSeverity severity) =>
        severity switch
        {
            ProblemSeverity.Attention => PipelineVerdict.Well,
            ProblemSeverity.Behind => PipelineVerdict.Behind,
            _ => PipelineVerdict.Broken,
        };

    private static string Summary(
        PipelineVerdict verdict,
        List<ReportedProblem> problems,
        List<PartitionStatus> partitions,
        List<WorkerStatus> workers
    )
    {
        if (verdict != PipelineVerdict.Well)
        {
            var worst = problems[0];
            string state = verdict == PipelineVerdict.Behind ? "Rows come late" : "Not working";
            return $"{state}: {worst.Where}: {worst.Cause}. {worst.Mend}.";
        }

        int alive = workers.Count(it => it.IsAlive);
        string who = $"{Count(alive, "worker")} on {Count(partitions.Count, "partition")}";
        string working =
            partitions.TrueForAll(it => it.End == -1) ? $"Working: nothing has arrived yet ({who})"
            : partitions.Max(it => it.LagAtMost ?? it.LagAtLeast) is { Ticks: > 0 } lag
                ? $"Working: the oldest event behind the saved positions is {Bound(partitions)} {Elapsed.Text(lag)} old, and may be in its file already ({who})"
            : $"Working: every row that arrived is in its file ({who})";
        return problems.Count == 0 ? $"{working}." : $"{working}; {Count(problems.Count, "thing")} to look at.";
    }

    private static string Bound(List<PartitionStatus> partitions) =>
        partitions.Exists(it => it is { Waiting: > 0, LagAtMost: null }) ? "at least" : "at most";

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
