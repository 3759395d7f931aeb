using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelData.Console.Pages;

namespace ModelData.Console.Local;

/// <summary>
/// Answers only who asks for this machine by one of its own names: a foreign name that somebody let lead here would be that of a foreign page, which could
/// read the answers.
/// </summary>
internal static class HostCheck
{
    private static readonly string[] Names = ["localhost", "127.0.0.1", "[::1]"];

    public static Task PassAsync(HttpContext context, RequestDelegate next)
    {
        LocalSession session = context.RequestServices.GetRequiredService<LocalSession>();
        HostString host = context.Request.Host;
        return
            host.Port == context.Connection.LocalPort
            && host.Port == session.Port
            && Names.Contains(host.Host, StringComparer.OrdinalIgnoreCase)
            ? next(context)
            : PlainPage.WriteAsync(
                context,
                StatusCodes.Status421MisdirectedRequest,
                "Not here",
                "This console answers at the address that modeldata console printed, and under no other name."
            );
    }
}
