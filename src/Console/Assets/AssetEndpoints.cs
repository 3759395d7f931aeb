using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ModelData.Console.Assets;

/// <summary>Serves script, style and icon; the page that says who is not signed in needs them too.</summary>
internal static class AssetEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(
                "/assets/{name}",
                IResult (HttpContext http, string name) =>
                {
                    if (ConsoleAssets.Find(name) is not (var type, var content))
                    {
                        return TypedResults.NotFound();
                    }
                    http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                    return TypedResults.Bytes(content, type);
                }
            )
            .AllowAnonymous();
}
