using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ModelData.Console.Observing;
using ModelData.Console.Pages;

namespace ModelData.Console.Overview;

internal static class OverviewEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(
                "/",
                async (HttpContext http, Observation observation) =>
                    Page.Of<OverviewPage>(http, await observation.GetAsync(http.RequestAborted))
            )
            .RequireAuthorization(ConsoleRights.Read);
}
