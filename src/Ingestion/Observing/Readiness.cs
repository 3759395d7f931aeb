using ModelData.Ingestion.Buffering;
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

    internal Readiness(
        PartitionBalancer balancer,
        PartitionPumps pumps,
        FlushScheduler scheduler,
        Dependencies dependencies
    ) => (_balancer, _pumps, _scheduler, _dependencies) = (balancer, pumps, scheduler, dependencies);

    /// <summary>Whether the process works; if not, only a new one will.</summary>
    public bool IsLive => _scheduler.SinceTick < HungAfter;

    /// <summary>
    /// What keeps it from reading every partition that it owns, and from writing what it reads; nothing when the last look reached all that it depends on.
    /// </summary>
    public IEnumerable<string> Describe()
    {
        var problems = _dependencies.Describe().ToList();
        if (!_balancer.HasLooked && problems.Count == 0)
        {
            problems.Add(
                "hub or storage was not reached yet: the records of the fleet were not read. Wait; the log says why they cannot be (1103)."
            );
        }

        var halted = _pumps.All.Where(pump => pump.Halted is not null).OrderBy(pump => pump.PartitionId);
        problems.AddRange(halted.Select(pump => $"partition {pump.PartitionId} is stopped: {pump.Halted}."));
        var waiting = _pumps
            .All.Where(pump => !pump.IsAttached && pump.Halted is null)
            .Select(pump => pump.PartitionId)
            .ToList();
        int started = _pumps.All.Count();
        if (waiting.Count == 0 && started < _balancer.Owned)
        {
            problems.Add(
                $"{_balancer.Owned - started} partitions that are this worker's are not being read yet. Wait."
            );
        }

        if (waiting.Count > 0)
        {
            problems.Add(
                $"partitions not being read: {string.Join(", ", waiting.Order(StringComparer.Ordinal))}. Wait; the log says why they cannot be (3103)."
            );
        }

        return problems;
    }
}
