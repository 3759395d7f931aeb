using Microsoft.AspNetCore.Http;

namespace ModelData.Console.Pages;

/// <summary>Turns what storage, hub and credentials answer into a page that says so.</summary>
internal static class ProblemFilter
{
    public static async ValueTask<object?> ExplainAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        try
        {
            return await next(context);
        }
        catch (CommandFailedException e)
        {
            return Page.Problem(context.HttpContext, StatusCodes.Status400BadRequest, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException && Explanation.Of(e) is { } problem)
        {
            return Page.Problem(context.HttpContext, StatusCodes.Status502BadGateway, problem);
        }
    }
}
