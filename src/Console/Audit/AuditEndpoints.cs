using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ModelData.Console.Pages;

namespace ModelData.Console.Audit;

internal static class AuditEndpoints
{
    public const string Path = "/audit";

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(
                Path,
                async (HttpContext http, AuditLog audit, DateOnly? day) =>
                {
                    IReadOnlyList<DateOnly> days = await audit.ListAsync(http.RequestAborted);
                    DateOnly? shown = day ?? (days.Count > 0 ? days[0] : null);
                    (IReadOnlyList<AuditEntry> entries, bool isWhole) = shown is { } it
                        ? await audit.ReadAsync(it, http.RequestAborted)
                        : ([], true);
                    return Page.Of<AuditPage>(http, new AuditModel(shown, days, entries, isWhole));
                }
            )
            .RequireAuthorization(ConsoleRights.Read);
}
