using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using ModelData.Producer.Watching;

namespace ModelData.Producer.Tests.Settings;

/// <summary>Five thousand processes that follow one settings document: what the storage sees of them, and how long a switch takes.</summary>
[Trait("Level", "Unit")]
public sealed class CrowdTests : IDisposable
{
    private const int Processes = 5000;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private readonly TestProcess _process = new();
    private readonly Meter _meter;
    private readonly HttpClient _client;

    public CrowdTests()
    {
        _meter = new Meter(_process.Clock) { InnerHandler = _process.Storage };
        _client = new HttpClient(_meter);
    }

    public void Dispose()
    {
        _client.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task RunAsync_FiveThousandProcesses_AskSpreadAndConditionallyAndAllSeeASwitchWithinThirtySeconds()
    {
        _process.Storage.Members = "\"enabled\":true";
        Assert.True(
            SettingsContainer.TryParse(
                "https://account.blob.core.windows.net/modeldata-settings?sig=s",
                out SettingsContainer? container,
                out _
            )
        );
        List<SettingsWatch> watches = [];
        List<Task> runs = [];
        for (int i = 0; i < Processes; i++)
        {
            SettingsWatch watch = new(
                new SettingsBlob(container, "default/default/default/shop.json", _client),
                null,
                _process.Clock
            );
            watches.Add(watch);
            runs.Add(watch.RunAsync(static () => false));
        }

        // They started together: their first reads are spread over a second, not one moment.
        await RunAsync(TimeSpan.FromSeconds(1.25));
        await Wait.UntilAsync(() => watches.TrueForAll(it => it.Current.Settings is not null), "all have read it");
        Assert.Equal(Processes, _meter.Count(HttpStatusCode.OK));
        Assert.InRange(_meter.Most(TimeSpan.FromMilliseconds(250)), Processes / 5, Processes / 5 * 2);

        // Each asks every 20 s, give or take a fifth: more and more apart from the others.
        await RunAsync(TimeSpan.FromSeconds(100));
        Assert.Equal(Processes, _meter.Count(HttpStatusCode.OK));
        _meter.Clear();
        await RunAsync(TimeSpan.FromSeconds(40));
        int asked = _meter.Count(HttpStatusCode.NotModified);
        Assert.InRange(asked, Processes * 3 / 2, Processes * 5 / 2);
        Assert.Equal(0, _meter.Count(HttpStatusCode.OK));
        // One blob answers about 500 a second.
        int most = _meter.Most(TimeSpan.FromSeconds(1));
        Assert.InRange(most, Processes / 20, 450);

        _process.Storage.Members = "\"enabled\":false";
        DateTimeOffset switched = _process.Clock.GetUtcNow();
        await RunAsync(TimeSpan.FromSeconds(25));
        Assert.All(watches, it => Assert.False(it.Current.Settings!.Enabled));
        Assert.Equal(Processes, _meter.Count(HttpStatusCode.OK));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{most} requests in the busiest second, the last one followed after {(_meter.LastFound - switched).TotalSeconds} s"
        );
        Assert.InRange(_meter.LastFound - switched, TimeSpan.FromSeconds(16), TimeSpan.FromSeconds(30));
        watches.ForEach(static it => it.End());
        await Task.WhenAll(runs);
    }

    /// <summary>Lets the clock run, and what it wakes come to rest.</summary>
    private async Task RunAsync(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            _process.Clock.Advance(Step);
            await Wait.UntilAsync(() => _meter.InFlight == 0, "all are answered");
        }
    }

    /// <summary>Counts what comes to the storage.</summary>
    private sealed class Meter(TimeProvider clock) : DelegatingHandler
    {
        private readonly ConcurrentQueue<(DateTimeOffset Time, HttpStatusCode Status)> _requests = new();
        private int _inFlight;

        public int InFlight => Volatile.Read(ref _inFlight);

        public DateTimeOffset LastFound => _requests.Where(it => it.Status == HttpStatusCode.OK).Max(it => it.Time);

        public int Count(HttpStatusCode status) => _requests.Count(it => it.Status == status);

        public void Clear() => _requests.Clear();

        /// <summary>The most requests of a slice of time.</summary>
        public int Most(TimeSpan slice) => _requests.GroupBy(it => it.Time.Ticks / slice.Ticks).Max(it => it.Count());

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Interlocked.Increment(ref _inFlight);
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            _requests.Enqueue((clock.GetUtcNow(), answer.StatusCode));
            Interlocked.Decrement(ref _inFlight);
            return answer;
        }
    }
}
