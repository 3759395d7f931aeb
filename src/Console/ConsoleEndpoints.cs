using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ModelData.Console.Assets;
using ModelData.Console.Audit;
using ModelData.Console.DeadLetters;
using ModelData.Console.Files;
using ModelData.Console.Help;
using ModelData.Console.Live;
using ModelData.Console.Overview;
using ModelData.Console.Pages;
using ModelData.Console.Partitions;
using ModelData.Console.Services;
using ModelData.Console.Workers;

namespace ModelData.Console;

/// <summary>Maps the pages of the console and what changes something.</summary>
public static class ConsoleEndpoints
{
    /// <summary>
    /// Maps all of it. Each page needs a right of <see cref="ConsoleRights"/>; what changes something needs the token of a form as well.
    /// </summary>
    /// <param name="endpoints">The host's routes; the console stands at their root.</param>
    public static void MapModelDataConsole(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        AssetEndpoints.Map(endpoints);

        RouteGroupBuilder pages = endpoints.MapGroup("").AddEndpointFilter(ProblemFilter.ExplainAsync);
        OverviewEndpoints.Map(pages);
        ServicePages.Map(pages);
        PartitionEndpoints.Map(pages);
        WorkerEndpoints.Map(pages);
        FileEndpoints.Map(pages);
        LetterPages.Map(pages);
        AuditEndpoints.Map(pages);
        HelpEndpoints.Map(pages);
        LiveEndpoints.Map(pages);
        pages
            .MapGet(
                "/{**path}",
                (HttpContext http) =>
                    Page.Problem(
                        http,
                        StatusCodes.Status404NotFound,
                        "There is no such page: choose one of those above."
                    )
            )
            .RequireAuthorization(ConsoleRights.Read);

        RouteGroupBuilder changes = pages.MapGroup("").AddEndpointFilter(FormFilter.CheckAsync);
        ServiceChanges.Map(changes);
        LetterChanges.Map(changes);
    }

    /// <summary>Says of everything that is answered where it may load from, who may frame it, and that it is kept nowhere.</summary>
    /// <param name="app">The host.</param>
    public static IApplicationBuilder UseModelDataConsoleHeaders(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                SecurityHeaders.Set(context.Response.Headers);
                return next(context);
            }
        );
}
