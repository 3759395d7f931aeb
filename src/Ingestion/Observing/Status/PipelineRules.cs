using System.Globalization;
using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>What facts mean for the whole: whether it works, in one sentence, and what asks for somebody. A function of the facts alone.</summary>
internal static class PipelineRules
{
    public static PipelineStatus Judge(PipelineFacts facts)
    {
        var names = WorkerRules.Names(facts);
        List<WorkerReport> reports = [.. (facts.Reports.Value ?? []).Select(it => it.Report).OfType<WorkerReport>()];
        var retention = facts.Retention ?? Shortest(reports);
        var rules = new PartitionRules(facts, names)
        {
            Retention = retention,
            MayBeBehindAfter =
                reports.Count > 0
                    ? TimeSpan.FromSeconds(reports.Max(it => it.LagThresholdSeconds))
                    : PartitionRules.UsualThreshold,
        };
        var partitions = rules.Describe();
        var workers = WorkerRules.Describe(facts, partitions);
        List<ReportedProblem> problems =
        [
            .. Unread(facts),
            .. WorkerRules.FindProblems(facts, workers),
            .. Together(partitions.SelectMany(rules.FindProblems)),
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
            Retention = retention,
            Partitions = partitions,
            Workers = workers,
            Addresses = facts.Addresses.Value,
            DeadLetters = facts.DeadLetters.Value,
        };
    }

    // Told otherwise by each, the one that asks for somebody first is believed.
    private static TimeSpan? Shortest(List<WorkerReport> reports) =>
        reports.Min(it => it.RetentionSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static IEnumerable<ReportedProblem> Unread(PipelineFacts facts)
    {
        ReportedProblem?[] all =
        [
            facts.Hub.Problem,
            facts.Owners.Problem,
            facts.States.Problem,
            facts.Reports.Problem,
            facts.OpenFolders.Problem,
            facts.Addresses.Problem,
            facts.DeadLetters.Problem,
        ];
        // An account that is away takes three containers with it.
        return all.OfType<ReportedProblem>()
            .Distinct()
            .GroupBy(it => (it.Kind, it.Cause))
            .Select(same => same.First() with { Where = string.Join(", ", same.Select(it => it.Where)) });
    }

    // A hub that is behind is behind in all partitions: one line for all that have the same, not one each.
    private static IEnumerable<ReportedProblem> Together(IEnumerable<ReportedProblem> problems)
    {
        foreach (var kind in problems.GroupBy(it => it.Kind))
        {
            List<ReportedProblem> all = [.. kind];
            yield return all.Count == 1 ? all[0]
            : all.MaxBy(it => it.Duration ?? TimeSpan.Zero)! is var worst
                ? worst with
                {
                    Where = $"{all.Count} partitions, {worst.Where} the worst",
                }
            : all[0];
        }
    }

    private static IEnumerable<ReportedProblem> Letters(DeadLetterStatus? letters)
    {
        if (letters is { Recent: > 0 })
        {
            yield return new(
                ProblemCatalogue.DeadLetters,
                "dead letters",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{letters.Recent:N0} events were set aside within the last hour"
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
                ? $"Working: the oldest row that is not in a file is at most {Elapsed.Text(lag)} old ({who})"
            : $"Working: every row that arrived is in its file ({who})";
        return problems.Count == 0 ? $"{working}." : $"{working}; {Count(problems.Count, "thing")} to look at.";
    }

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
