using ModelData.Ingestor.Balancing;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Partitions;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// <c>/healthz</c>: the process works, else restart it. <c>/readyz</c>: the last look reached all that it depends on, and it reads every partition that it
/// owns; else wait, and the answer says for what.
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>The flush scheduler looks around ten times a second; this long without it means that it hangs.</summary>
    private static readonly TimeSpan HungAfter = TimeSpan.FromSeconds(30);

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet(
            "/healthz",
            (FlushScheduler scheduler) =>
                scheduler.SinceTick < HungAfter
                    ? Results.Text("live\n")
                    : Results.Text("the flush scheduler hangs\n", statusCode: StatusCodes.Status503ServiceUnavailable)
        );
        app.MapGet(
            "/readyz",
            (PartitionBalancer balancer, PartitionPumps pumps, Dependencies dependencies) =>
                Describe(balancer, pumps, dependencies) is { Length: > 0 } problems
                    ? Results.Text(problems, statusCode: StatusCodes.Status503ServiceUnavailable)
                    : Results.Text("ready\n")
        );
    }

    private static string Describe(PartitionBalancer balancer, PartitionPumps pumps, Dependencies dependencies)
    {
        var problems = dependencies.Describe().ToList();
        if (!balancer.HasLooked && problems.Count == 0)
        {
            problems.Add(
                "hub or storage was not reached yet: the records of the fleet were not read. Wait; the log says why they cannot be (1103)."
            );
        }

        var halted = pumps.All.Where(pump => pump.Halted is not null).OrderBy(pump => pump.PartitionId);
        problems.AddRange(halted.Select(pump => $"partition {pump.PartitionId} is stopped: {pump.Halted}."));
        var waiting = pumps
            .All.Where(pump => !pump.IsAttached && pump.Halted is null)
            .Select(pump => pump.PartitionId)
            .ToList();
        int started = pumps.All.Count();
        if (waiting.Count == 0 && started < balancer.Owned)
        {
            problems.Add($"{balancer.Owned - started} partitions that are this worker's are not being read yet. Wait.");
        }

        if (waiting.Count > 0)
        {
            problems.Add(
                $"partitions not being read: {string.Join(", ", waiting.Order(StringComparer.Ordinal))}. Wait; the log says why they cannot be (3103)."
            );
        }

        return string.Concat(problems.Select(problem => $"{problem}\n"));
    }
}
