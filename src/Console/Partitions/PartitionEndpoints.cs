using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ModelData.Console.Observing;
using ModelData.Console.Pages;

namespace ModelData.Console.Partitions;

internal static class PartitionEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(
                "/partitions",
                async (HttpContext http, Observation observation) =>
                    Page.Of<PartitionsPage>(http, await observation.GetAsync(http.RequestAborted))
            )
            .RequireAuthorization(ConsoleRights.Read);
}
