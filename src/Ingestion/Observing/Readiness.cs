using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.Balancing;

namespace ModelData.Ingestion.Observing;

/// <summary>Whether the engine works. Thread-safe.</summary>
public sealed class Readiness
{
    /// <summary>The flush scheduler looks around ten times a second; this long without it means that it hangs.</summary>
    private static readonly TimeSpan HungAfter = TimeSpan.FromSeconds(30);

    private readonly PartitionBalancer _balancer;
    private readonly PartitionPumps _pumps;
    private readonly FlushScheduler _scheduler;
    private readonly Dependencies _dependencies;
    private readonly ServiceClock _clock;

    internal Readiness(
        PartitionBalancer balancer,
        PartitionPumps pumps,
        FlushScheduler scheduler,
        Dependencies dependencies,
        ServiceClock clock
    ) => (_balancer, _pumps, _scheduler, _dependencies, _clock) = (balancer, pumps, scheduler, dependencies, clock);

    /// <summary>Whether the process works; if not, only a new one will.</summary>
    public bool IsLive => _scheduler.SinceTick < HungAfter;

    /// <summary>
    /// What keeps it from reading every partition that it owns, and from writing what it reads, and what somebody should look at besides; nothing when the last
    /// look reached all that it depends on.
    /// </summary>
    public IReadOnlyList<ReportedProblem> FindProblems() => [.. Describe().Select(it => it.Problem)];

    /// <summary>The same, with a line for each.</summary>
    public IEnumerable<DescribedProblem> Describe()
    {
        var problems = _dependencies.Describe().ToList();
        if (!_balancer.HasLooked && problems.Count == 0)
        {
            problems.Add(DescribeFleet());
        }

        problems.AddRange(DescribePartitions());
        if (_clock.FindProblem() is { } clock)
        {
            problems.Add(DescribedProblem.Create(clock, $"{clock.Where}: {clock.Cause}"));
        }

        return problems;
    }

    private static DescribedProblem DescribeFleet() =>
        Describe(
            ProblemCatalogue.NotLookedYet,
            "hub or storage was not reached yet: the records of the fleet were not read",
            "Wait; the log says why they cannot be (1103)"
        );

    private static DescribedProblem DescribeNotStarted(int partitions) =>
        Describe(
            ProblemCatalogue.PartitionDetached,
            $"{partitions} partitions that are this worker's are not being read yet",
            "Wait"
        );

    private static DescribedProblem Describe(KnownProblem kind, string cause, string mend) =>
        DescribedProblem.Create(new ReportedProblem(kind, "this worker", cause, mend, null), cause);

    private IEnumerable<DescribedProblem> DescribePartitions()
    {
        var pumps = _pumps.All.OrderBy(pump => pump.PartitionId, StringComparer.Ordinal).ToList();
        var halted = pumps.Select(pump => pump.Halted).OfType<ReportedProblem>();
        foreach (var problem in halted)
        {
            yield return DescribedProblem.Create(problem, $"{problem.Where} is stopped: {problem.Cause}");
        }

        var waiting = pumps.Where(pump => !pump.IsAttached && pump.Halted is null).ToList();
        if (waiting.Count > 0)
        {
            yield return DescribeWaiting(waiting);
        }
        else if (pumps.Count < _balancer.Owned)
        {
            yield return DescribeNotStarted(_balancer.Owned - pumps.Count);
        }
    }

    private static DescribedProblem DescribeWaiting(List<PartitionPump> waiting)
    {
        string partitions = string.Join(", ", waiting.Select(pump => pump.PartitionId));
        var problem = new ReportedProblem(
            ProblemCatalogue.PartitionDetached,
            $"{(waiting.Count == 1 ? "partition" : "partitions")} {partitions}",
            "not being read",
            "Wait; the log says why they cannot be (3103)",
            waiting.Max(pump => pump.Detached)
        );
        return DescribedProblem.Create(problem, $"partitions not being read: {partitions}");
    }
}
