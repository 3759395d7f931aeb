using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ModelData.Console.Observing;
using ModelData.Console.Pages;

namespace ModelData.Console.Workers;

internal static class WorkerEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(
                "/workers",
                async (HttpContext http, Observation observation) =>
                    Page.Of<WorkersPage>(http, await observation.GetAsync(http.RequestAborted))
            )
            .RequireAuthorization(ConsoleRights.Read);
}
