using ModelData.Ingestion.Observing;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// <c>/healthz</c>: the process works, else restart it. <c>/readyz</c>: the last look reached all that it depends on, and it reads every partition that it
/// owns; else wait, and the answer says for what. What keeps nothing from arriving is said, and does not make it unready.
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
            {
                var problems = readiness.Describe().ToList();
                string lines = string.Concat(problems.Select(it => $"{it.Line}\n"));
                return problems.TrueForAll(it => it.IsHarmless)
                    ? Results.Text($"ready\n{lines}")
                    : Results.Text(lines, statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        );
    }
}
