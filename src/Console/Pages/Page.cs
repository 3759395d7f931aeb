using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace ModelData.Console.Pages;

/// <summary>Answers with a page: a component that shows what was found before, and asks for nothing itself.</summary>
internal static class Page
{
    /// <summary>A page.</summary>
    /// <typeparam name="T">The component; it has a parameter <c>Frame</c>.</typeparam>
    /// <param name="http">The request.</param>
    /// <param name="model">What it shows, its parameter <c>Model</c>; null when it has none.</param>
    /// <param name="status">The status of the answer.</param>
    public static RazorComponentResult<T> Of<T>(HttpContext http, object? model, int status = StatusCodes.Status200OK)
        where T : IComponent
    {
        var parameters = new Dictionary<string, object?> { ["Frame"] = FrameOf(http) };
        if (model is not null)
        {
            parameters["Model"] = model;
        }
        return new RazorComponentResult<T>(parameters) { StatusCode = status };
    }

    /// <summary>A page that says what is wrong, and the mend.</summary>
    public static RazorComponentResult<ProblemPage> Problem(HttpContext http, int status, string problem) =>
        Of<ProblemPage>(http, problem, status);

    private static PageFrame FrameOf(HttpContext http)
    {
        AntiforgeryTokenSet tokens = http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        // Antiforgery has its own idea of it.
        http.Response.Headers.CacheControl = "no-store";
        return new PageFrame
        {
            Who = http.User.Identity?.Name ?? "",
            Rights = [.. http.User.FindAll(ConsoleRights.Claim).Select(it => it.Value)],
            FormField = tokens.FormFieldName,
            FormToken = tokens.RequestToken ?? "",
            Path = http.Request.Path.Value ?? "/",
            // What answers a form stands at no address that could be fetched again.
            IsLive = HttpMethods.IsGet(http.Request.Method),
        };
    }
}
