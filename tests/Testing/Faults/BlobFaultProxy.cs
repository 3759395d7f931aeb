using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ModelData.Testing;

/// <summary>
/// An HTTP proxy in front of the blob emulator that knows the storage requests and harms those it is told to: loses the request,
/// loses the answer, refuses, delays, or runs code at an exact point, for example to kill the client there. Requests pass byte for
/// byte, so shared-key signatures stay valid. Thread-safe.
/// </summary>
public sealed class BlobFaultProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly BlobForwarder _forwarder;
    private readonly long[] _counts = new long[Enum.GetValues<BlobOperation>().Length];
    private ImmutableList<ArmedFault> _armed = [];

    private BlobFaultProxy(WebApplication app, int targetPort)
    {
        _app = app;
        _forwarder = new BlobForwarder(targetPort);
    }

    /// <summary>The loopback port that it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>The connection string of the emulator's account through this proxy.</summary>
    public string ConnectionString => AzuriteProcess.ConnectionStringFor(Port);

    /// <summary>Starts a proxy.</summary>
    /// <param name="target">The emulator behind it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<BlobFaultProxy> StartAsync(
        AzuriteProcess target,
        CancellationToken cancellationToken = default
    ) => StartAsync(target.Port, cancellationToken);

    /// <summary>Starts a proxy.</summary>
    /// <param name="targetPort">The loopback port of the emulator behind it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<BlobFaultProxy> StartAsync(int targetPort, CancellationToken cancellationToken = default)
    {
        // The slim builder would read this process's own configuration: a proxy has none.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
        });
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var proxy = new BlobFaultProxy(app, targetPort);
        app.Run(proxy.HandleAsync);
        await app.StartAsync(cancellationToken);
        var address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        proxy.Port = new Uri(address).Port;
        return proxy;
    }

    /// <summary>
    /// Runs around the passing on of each request that is not lost before: what it awaits first delays the request, what it does behind the
    /// inner step, which gives the service's status, happens while the client waits for the answer. Must be thread-safe, and call the inner
    /// step once. Default: the inner step alone.
    /// </summary>
    public Func<BlobRequest, Func<Task<int>>, Task> Around { get; set; } = static (_, passOn) => passOn();

    /// <summary>How many requests of a kind arrived, harmed ones included.</summary>
    public long Count(BlobOperation operation) => Interlocked.Read(ref _counts[(int)operation]);

    /// <summary>Applies a fault to the next requests that match. The fault that was armed last wins.</summary>
    /// <param name="match">Which requests; must be thread-safe.</param>
    /// <param name="fault">What happens to them.</param>
    /// <param name="times">To how many. Default: 1.</param>
    /// <param name="skip">How many matching requests pass first. Default: 0.</param>
    public ArmedFault Arm(Func<BlobRequest, bool> match, BlobFault fault, int times = 1, int skip = 0)
    {
        var armed = new ArmedFault(
            match,
            fault,
            times,
            skip,
            it => ImmutableInterlocked.Update(ref _armed, static (list, one) => list.Remove(one), it)
        );
        ImmutableInterlocked.Update(ref _armed, static (list, one) => list.Insert(0, one), armed);
        return armed;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        _forwarder.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = BlobRequest.From(context.Request);
        Interlocked.Increment(ref _counts[(int)request.Operation]);
        var fault = _armed.Select(armed => armed.Claim(request)).FirstOrDefault(it => it is not null) ?? Harmless;
        try
        {
            await ApplyAsync(context, request, fault);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // One of the two ends is gone: so is the exchange.
            context.Abort();
        }
    }

    private static BlobFault Harmless { get; } = new();

    private async Task ApplyAsync(HttpContext context, BlobRequest request, BlobFault fault)
    {
        if (fault.Delay > TimeSpan.Zero)
        {
            await Task.Delay(fault.Delay, context.RequestAborted);
        }
        if (fault.BeforeForward is { } before)
        {
            await before(request);
        }
        if (fault.IsRequestLost)
        {
            context.Abort();
            return;
        }
        if (fault.Error is { } error)
        {
            await RefuseAsync(context, error);
            return;
        }

        HttpResponseMessage? forwarded = null;
        await Around(
            request,
            async () =>
            {
                // A client that dies after its request has arrived whole does not take the request back.
                forwarded = await _forwarder.SendAsync(context, TapFor(request, fault), CancellationToken.None);
                return (int)forwarded.StatusCode;
            }
        );
        using var answer = forwarded ?? throw new InvalidOperationException("A request was not passed on.");
        var status = (int)answer.StatusCode;
        if (fault.AfterAnswer is { } afterAnswer)
        {
            await afterAnswer(request, status);
        }
        if (fault.IsResponseLost)
        {
            context.Abort();
            return;
        }
        await BlobForwarder.RespondAsync(context, answer);
        if (fault.AfterResponse is { } afterResponse)
        {
            await context.Response.CompleteAsync();
            await afterResponse(request, status);
        }
    }

    private static Action<ReadOnlyMemory<byte>>? TapFor(BlobRequest request, BlobFault fault) =>
        fault.BodyTap is { } tap ? bytes => tap(request, bytes) : null;

    private static async Task RefuseAsync(HttpContext context, BlobError error)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{error.Code}</Code><Message>Injected.</Message></Error>"
        );
        context.Response.StatusCode = error.Status;
        context.Response.Headers["x-ms-error-code"] = error.Code;
        context.Response.ContentType = "application/xml";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.WriteAsync(body, context.RequestAborted);
        }
    }
}
