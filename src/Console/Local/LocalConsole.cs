using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ModelData.Console.Local;

/// <summary>
/// The console on the operator's own machine: on the loopback address alone, for whoever has the address that was printed, which opens one session. It acts
/// as the operator, with what they are allowed.
/// </summary>
public sealed class LocalConsole : IAsyncDisposable
{
    private const long MaxFormBytes = 64 * 1024;

    private readonly WebApplication _app;

    private LocalConsole(WebApplication app, Uri root, Uri address) => (_app, Root, Address) = (app, root, address);

    /// <summary>Where it is, without the token.</summary>
    public Uri Root { get; }

    /// <summary>Where to enter: with a token that opens one session, and then no more.</summary>
    public Uri Address { get; }

    /// <summary>What it consists of.</summary>
    internal IServiceProvider Services => _app.Services;

    /// <summary>Starts it.</summary>
    /// <param name="options">Where the pipeline is, and for whom.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LocalConsole> StartAsync(
        LocalConsoleOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var session = new LocalSession(options.Who, options.Rights);
        WebApplication app = Build(options, session);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        string bound = app
            .Services.GetRequiredService<IServer>()
            .Features.GetRequiredFeature<IServerAddressesFeature>()
            .Addresses.Single();
        var root = new Uri(bound);
        session.Port = root.Port;
        return new LocalConsole(app, root, new Uri(root, $"{SessionEndpoints.Enter}?token={session.Token}"));
    }

    /// <summary>Ends it. A resubmission that runs is told to end, and what it has sent is marked.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(LocalConsoleOptions options, LocalSession session)
    {
        // Nothing of the machine's configuration and environment: where it listens and what it logs is decided here.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxFormBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        IServiceCollection services = builder.Services;
        services.AddRoutingCore();
        services.AddSingleton(options.Time);
        services.AddSingleton(session);
        // Keys of forms live as long as this process, and are written nowhere.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services
            .AddAuthentication(SessionHandler.Scheme)
            .AddScheme<AuthenticationSchemeOptions, SessionHandler>(SessionHandler.Scheme, null);
        services.AddModelDataConsole(options.Places);

        WebApplication app = builder.Build();
        app.UseModelDataConsoleHeaders();
        app.Use(HostCheck.PassAsync);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        SessionEndpoints.Map(app);
        app.MapModelDataConsole();
        return app;
    }
}
