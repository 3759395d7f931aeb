using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ModelData.Console.Pages;

/// <summary>Lets nothing be changed but by a form of this console.</summary>
internal static class FormFilter
{
    public static async ValueTask<object?> CheckAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        HttpContext http = context.HttpContext;
        try
        {
            await http.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(http);
        }
        catch (AntiforgeryValidationException)
        {
            return Page.Problem(
                http,
                StatusCodes.Status400BadRequest,
                "This form is not one of this console, or it is from before it was started anew. Nothing was changed: load the page again."
            );
        }
        return await next(context);
    }
}
