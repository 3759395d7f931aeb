using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Partitions;

namespace ModelData.Ingestor.Hosting;

/// <summary><c>/healthz</c>: the process works, else restart it. <c>/readyz</c>: it reads every partition, else wait.</summary>
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
            (PartitionPumps pumps) =>
                pumps.AreAttached
                    ? Results.Text("ready\n")
                    : Results.Text(Describe(pumps), statusCode: StatusCodes.Status503ServiceUnavailable)
        );
    }

    private static string Describe(PartitionPumps pumps)
    {
        var waiting = pumps.All.Where(pump => !pump.IsAttached).Select(pump => pump.PartitionId).ToList();
        return pumps.All.Count == 0
            ? "hub or storage was not reached yet\n"
            : $"partitions not being read: {string.Join(", ", waiting)}\n";
    }
}
