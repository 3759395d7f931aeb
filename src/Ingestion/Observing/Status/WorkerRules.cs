using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>What facts mean for the workers: those that hold partitions, and those that report themselves.</summary>
internal static class WorkerRules
{
    /// <summary>A report comes once a minute, or when something changes.</summary>
    public static readonly TimeSpan ReportHolds = TimeSpan.FromSeconds(150);

    /// <summary>The names of workers by owner id.</summary>
    public static Dictionary<string, string> Names(PipelineFacts facts)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var listed in facts.Reports.Value ?? [])
        {
            if (listed.Report is { } report)
            {
                names[report.Owner] = report.Name;
            }
        }

        return names;
    }

    /// <summary>All workers, by name.</summary>
    public static List<WorkerStatus> Describe(
        PipelineFacts facts,
        FleetSettings fleet,
        IReadOnlyList<PartitionStatus> partitions
    )
    {
        var held = partitions
            .Where(it => it.Owner is not null)
            .GroupBy(it => it.Owner!, StringComparer.Ordinal)
            .ToDictionary(it => it.Key, it => it.ToList(), StringComparer.Ordinal);
        bool isHeldKnown = facts.Owners.Value is not null;
        var workers = new List<WorkerStatus>();
        foreach (var listed in facts.Reports.Value ?? [])
        {
            var report = listed.Report;
            string name = report?.Name ?? listed.Name;
            // An owner id begins with the name.
            string key = report is null
                ? held.Keys.FirstOrDefault(it => it.StartsWith($"{name}/", StringComparison.Ordinal)) ?? name
                : name;
            held.Remove(key, out var own);
            var age = listed.Age;
            bool isFresh = age < ReportHolds;
            // One that was killed holds nothing soon, and would report that it had lost what it said.
            bool isThere =
                own is not null
                || (isFresh && (!isHeldKnown || report?.Partitions.Count is null or 0 || age < fleet.OwnershipExpiry));
            workers.Add(
                new WorkerStatus(name)
                {
                    Release = report?.Release,
                    Partitions = isHeldKnown ? [.. (own ?? []).Select(it => it.PartitionId)] : null,
                    IsReporting = true,
                    Attached = isThere && isFresh ? report?.Partitions.Count(it => it.IsAttached) : null,
                    RenewalAge = own?.Min(it => it.OwnerAge),
                    ReportAge = age,
                    ClockDifference = isThere && isFresh ? Seconds(report?.ClockDifferenceSeconds) : null,
                    IsAlive = isThere,
                    Problems = isThere && isFresh ? [.. (report?.Problems ?? []).Select(Read)] : [],
                }
            );
        }

        workers.AddRange(
            held.Select(it => new WorkerStatus(it.Key)
            {
                Partitions = [.. it.Value.Select(partition => partition.PartitionId)],
                RenewalAge = it.Value.Min(partition => partition.OwnerAge),
                IsReporting = facts.Reports.Value is null ? null : false,
                IsAlive = true,
            })
        );
        return [.. workers.OrderBy(it => it.Name, StringComparer.Ordinal)];
    }

    /// <summary>What is wrong with workers.</summary>
    public static IEnumerable<ReportedProblem> FindProblems(PipelineFacts facts, IReadOnlyList<WorkerStatus> workers)
    {
        if (facts.Owners.Value is not null && !workers.Any(it => it.IsAlive) && !HasTraces(facts))
        {
            // Of a hub that does not answer under this name it cannot be told whose workers these would be.
            if (facts.Hub.Value is not null)
            {
                yield return new(
                    ProblemCatalogue.WorkerNone,
                    facts.Place,
                    "no worker has left anything here: none ever ran with this hub, consumer group and container of states",
                    "If one runs, EventHubs__HubName, EventHubs__ConsumerGroup or State__Container are not those that it has; else start one",
                    null
                );
            }
        }
        else if (facts.Owners.Value is not null && !workers.Any(it => it.IsAlive))
        {
            yield return new(
                ProblemCatalogue.WorkerNone,
                facts.Place,
                workers.Select(it => it.ReportAge).Min() is { } age
                    ? $"no worker is alive; the last one reported itself {Elapsed.Text(age)} ago"
                    : "no worker is alive",
                "Start one, or look why those that should run do not: rows wait in the hub for its retention",
                workers.Select(it => it.ReportAge).Min()
            );
        }

        foreach (var listed in facts.Reports.Value?.Where(it => it.Report is null) ?? [])
        {
            yield return new(
                ProblemCatalogue.ReportUnreadable,
                listed.Name,
                $"its report cannot be read: {listed.Problem}",
                "Use a tool of its release, or delete the report: the worker writes it anew within a minute",
                listed.Age
            );
        }

        foreach (var worker in workers)
        {
            foreach (var problem in worker.Problems)
            {
                yield return problem with
                {
                    Where = $"{worker.Name}: {problem.Where}",
                };
            }

            if (worker is { IsAlive: true, ReportAge: { } silent } && silent >= ReportHolds)
            {
                yield return new(
                    ProblemCatalogue.WorkerSilent,
                    worker.Name,
                    "it holds partitions and reports nothing",
                    "Look at its log and processor, and whether it may write to the container of the states",
                    silent
                );
            }
            else if (
                worker is { IsAlive: false, ReportAge: { } gone }
                && facts.Owners.Value is not null
                && workers.Any(it => it.IsAlive)
            )
            {
                yield return new(
                    ProblemCatalogue.WorkerGone,
                    worker.Name,
                    "it neither holds partitions nor reports itself, and has not said that it stops",
                    "Look why it ended; one that is gone for good is forgotten after seven days",
                    gone
                );
            }
        }
    }

    /// <summary>Whether a worker ever was here; so too when not all could be looked at.</summary>
    private static bool HasTraces(PipelineFacts facts) =>
        facts.Owners.Value?.Ownerships.Count is not 0
        || facts.States.Value?.Count is not 0
        || facts.Reports.Value?.Count is not 0;

    // One that only another release knows is shown as it was said.
    private static ReportedProblem Read(WorkerProblem it) =>
        new(
            ProblemCatalogue.All.FirstOrDefault(known => known.Code == it.Code)
                ?? new KnownProblem(it.Code, it.Severity),
            it.Where,
            it.Cause,
            it.Mend,
            Seconds(it.Seconds)
        );

    private static TimeSpan? Seconds(double? seconds) => seconds is { } known ? TimeSpan.FromSeconds(known) : null;
}
