using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ModelData.Integration;

/// <summary>The address to which an exporter sends metrics, here one on this machine that keeps what it is sent.</summary>
internal sealed class IngestionEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    private IngestionEndpoint(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>The bodies, unpacked.</summary>
    public ConcurrentQueue<(string Path, string Body)> Received { get; } = [];

    public static async Task<IngestionEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var endpoint = new IngestionEndpoint(builder.Build());
        endpoint._app.MapPost("{**path}", endpoint.ReceiveAsync);
        await endpoint._app.StartAsync();
        return endpoint;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        await using var plain =
            request.Headers.ContentEncoding == "gzip"
                ? new GZipStream(request.Body, CompressionMode.Decompress)
                : request.Body;
        // Also protocol buffers have names as they are.
        using var reader = new StreamReader(plain, Encoding.Latin1);
        Received.Enqueue((request.Path, await reader.ReadToEndAsync()));
        return Results.Json(new { itemsReceived = 1, itemsAccepted = 1 });
    }
}
