using ModelData.Ingestion.Observing;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// <c>/healthz</c>: the process works, else restart it. <c>/readyz</c>: the last look reached all that it depends on, and it reads every partition that it
/// owns; else wait, and the answer says for what.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet(
            "/healthz",
            (Readiness readiness) =>
                readiness.IsLive
                    ? Results.Text("live\n")
                    : Results.Text("the flush scheduler hangs\n", statusCode: StatusCodes.Status503ServiceUnavailable)
        );
        app.MapGet(
            "/readyz",
            (Readiness readiness) =>
                string.Concat(readiness.Describe().Select(problem => $"{problem}\n")) is { Length: > 0 } problems
                    ? Results.Text(problems, statusCode: StatusCodes.Status503ServiceUnavailable)
                    : Results.Text("ready\n")
        );
    }
}
