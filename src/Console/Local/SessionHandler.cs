using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Console.Pages;

namespace ModelData.Console.Local;

/// <summary>Knows the session by its cookie. Whoever has none is told how to get one.</summary>
internal sealed class SessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    LocalSession session
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "modeldata-session";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(
            session.IsOpenFor(Request.Cookies[session.Cookie])
                ? AuthenticateResult.Success(new AuthenticationTicket(session.User, Scheme))
                : AuthenticateResult.NoResult()
        );

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        PlainPage.WriteAsync(
            Context,
            StatusCodes.Status401Unauthorized,
            "Not signed in",
            "Open the address that modeldata console printed. It opens one session, in one browser: for another one, end the command with Ctrl+C and start it "
                + "again."
        );

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        PlainPage.WriteAsync(
            Context,
            StatusCodes.Status403Forbidden,
            "Not allowed",
            "You may not do this here, and nothing was changed. Ask somebody who gives rights in this console."
        );
}
