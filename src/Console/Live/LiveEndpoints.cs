using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using ModelData.Console.Observing;

namespace ModelData.Console.Live;

/// <summary>Server-sent events: <c>changed</c> with a version whenever a page may look different, <c>still</c> now and then.</summary>
internal static class LiveEndpoints
{
    // Faster than this nobody reads.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(
                "/live",
                (
                    HttpContext http,
                    Changes changes,
                    Observation observation,
                    TimeProvider time,
                    IHostApplicationLifetime host
                ) =>
                    TypedResults.ServerSentEvents(
                        ReadAsync(changes, observation, time, host.ApplicationStopping, http.RequestAborted)
                    )
            )
            .RequireAuthorization(ConsoleRights.Read);

    private static async IAsyncEnumerable<SseItem<string>> ReadAsync(
        Changes changes,
        Observation observation,
        TimeProvider time,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        using IDisposable watch = observation.Watch();
        long known = changes.Version;
        yield return Item("still", known);
        while (!end.IsCancellationRequested)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
            Task changed = changes.WaitAsync(known);
            await Task.WhenAny(changed, Task.Delay(Still, time, limit.Token));
            await limit.CancelAsync();
            if (end.IsCancellationRequested)
            {
                break;
            }
            bool isNews = changed.IsCompleted;
            known = changes.Version;
            yield return Item(isNews ? "changed" : "still", known);
            await Task.Delay(Pause, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static SseItem<string> Item(string kind, long version) =>
        new(version.ToString(CultureInfo.InvariantCulture), kind);
}
