using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ModelData.Console.Pages;

namespace ModelData.Console.Local;

/// <summary>Where the printed address leads.</summary>
internal static class SessionEndpoints
{
    public const string Enter = "/enter";

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(
                Enter,
                async (HttpContext http, LocalSession session, string? token) =>
                {
                    if (session.Open(token) is not { } secret)
                    {
                        await PlainPage.WriteAsync(
                            http,
                            StatusCodes.Status401Unauthorized,
                            "This address was used before",
                            "It opens one session, in one browser, or it is of another start of modeldata console. End the command with Ctrl+C, and start it "
                                + "again for a new one."
                        );
                        return;
                    }
                    http.Response.Cookies.Append(
                        session.Cookie,
                        secret,
                        new CookieOptions
                        {
                            HttpOnly = true,
                            SameSite = SameSiteMode.Strict,
                            Path = "/",
                            IsEssential = true,
                        }
                    );
                    // Not a redirection: wherever the address was clicked, a strict cookie goes with what this page asks for.
                    await PlainPage.WriteAsync(
                        http,
                        StatusCodes.Status200OK,
                        "Signed in",
                        "The console opens.",
                        goesOn: true
                    );
                }
            )
            .AllowAnonymous();
}
