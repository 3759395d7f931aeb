using ModelData.EventHubs.Processor;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Partitions;

namespace ModelData.Ingestor.Hosting;

/// <summary><c>/healthz</c>: the process works, else restart it. <c>/readyz</c>: it reads every partition that it owns, else wait.</summary>
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
            (PartitionBalancer balancer, PartitionPumps pumps) =>
                Describe(balancer, pumps) is { } problem
                    ? Results.Text(problem, statusCode: StatusCodes.Status503ServiceUnavailable)
                    : Results.Text("ready\n")
        );
    }

    private static string? Describe(PartitionBalancer balancer, PartitionPumps pumps)
    {
        if (!balancer.HasLooked)
        {
            return "hub or storage was not reached yet\n";
        }

        var waiting = pumps.All.Where(pump => !pump.IsAttached).Select(pump => pump.PartitionId).ToList();
        return waiting.Count == 0 ? null : $"partitions not being read: {string.Join(", ", waiting)}\n";
    }
}
