using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelData.HubClient;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Status;

/// <summary>What an application says of its collection: from the start of its host on, and to a health check.</summary>
[Trait("Level", "Unit")]
public sealed class HostStatusTests
{
    private readonly TestProcess _process = new();

    [Fact]
    public async Task StartAsync_On_ConnectsBeforeThereIsACollectorAndTheFirstTakesTheConnectionOver()
    {
        using IHost host = Build("true");
        IModelDataCollectors collectors = Collectors(host);
        Assert.Equal(CollectionState.Connecting, collectors.Status.State);
        Assert.Equal(0, _process.Hub.Opens);
        await host.StartAsync(Token);
        await Wait.UntilAsync(() => collectors.Status.State == CollectionState.Sending, "it is connected");
        IModelDataCollector collector = collectors.Get("m");

        Assert.Equal(CollectionState.Sending, collector.Status.State);
        Assert.Equal((1, 1), (_process.Log.Count(ProducerEventIds.Connected), _process.Hub.Opens));
        await host.StopAsync(Token);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.Closed));
        Assert.Equal(CollectionState.Off, collectors.Status.State);
    }

    [Fact]
    public async Task StopAsync_NoCollectorWasEverMade_ConnectionIsClosed()
    {
        using IHost host = Build("true");
        await host.StartAsync(Token);
        await Wait.UntilAsync(() => Collectors(host).Status.State == CollectionState.Sending, "it is connected");
        await host.StopAsync(Token);

        Assert.True(_process.Hub.IsDisposed);
        Assert.Equal(CollectionState.Off, Collectors(host).Status.State);
    }

    [Fact]
    public async Task StartAsync_HubDoesNotAnswer_IsNotHeldUp()
    {
        _process.Hub.Open = () => new TaskCompletionSource().Task;
        using IHost host = Build("true");
        await host.StartAsync(Token);
        await Wait.UntilAsync(() => _process.Hub.Opens == 1, "it connects");
        _process.Clock.Advance(TimeSpan.FromSeconds(12));

        Assert.Equal(CollectionState.Refused, Collectors(host).Status.State);
        Assert.Single(_process.Log.Entries, it => it.Id == ProducerEventIds.HubRefuses && it.Level == LogLevel.Warning);
        await Wait.UntilAsync(host.StopAsync(Token), () => _process.Clock.Advance(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task StartAsync_NoConnectionString_IsSaidAtTheStartAndOnce()
    {
        using IHost host = Build(
            "true",
            services => services.AddSingleton(_process.ForCollectors with { CreateSender = null }),
            connectionString: null
        );
        await host.StartAsync(Token);

        Assert.Equal(CollectionState.Misconfigured, Collectors(host).Status.State);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.ConnectionBroken));
        Assert.Equal(CollectionState.Misconfigured, Collectors(host).Get("m").Status.State);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.ConnectionBroken));
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData("false", CollectionState.Off)]
    [InlineData(null, CollectionState.Off)]
    [InlineData("yes", CollectionState.Misconfigured)]
    public async Task Status_NoCollector_IsWhatTheOptionsSay(string? enabled, CollectionState state)
    {
        using IHost host = Build(enabled);
        await host.StartAsync(Token);

        Assert.Equal(state, Collectors(host).Status.State);
        Assert.Equal(0, _process.Hub.Opens);
        await host.StopAsync(Token);
    }

    [Fact]
    public void Status_IllegalOptionInCode_IsNoException()
    {
        using IHost host = Build(
            "true",
            services => services.Configure<ModelDataCollectorOptions>(it => it.RingBytes = 1)
        );

        Assert.Equal(CollectionState.Misconfigured, Collectors(host).Status.State);
    }

    [Fact]
    public async Task Status_SeveralCollectors_IsTheWorstOfThoseThatAreOn()
    {
        _process.Options.Enabled = true;
        using IHost host = Build(
            "true",
            services =>
                services.Configure<ModelDataCollectorOptions>(it =>
                    it.Collectors["m/labels"] = new CollectorOptions { Enabled = false }
                )
        );
        await host.StartAsync(Token);
        IModelDataCollectors collectors = Collectors(host);
        Assert.Equal(CollectionState.Off, collectors.Get("m", "labels").Status.State);
        Assert.Equal(CollectionState.Off, collectors.Status.State);
        collectors.Get("m", "inputs");
        await Wait.UntilAsync(() => collectors.Status.State == CollectionState.Sending, "one sends, one is off");
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData("sending", HealthStatus.Healthy, "Sending: The event hub takes")]
    [InlineData("off", HealthStatus.Healthy, "Off: The options have collection off")]
    [InlineData("connecting", HealthStatus.Degraded, "Connecting: ")]
    [InlineData(
        "refused",
        HealthStatus.Degraded,
        "Refused: The event hub does not exist. Set ModelData__EventHubs__HubName"
    )]
    [InlineData("misconfigured", HealthStatus.Degraded, "Misconfigured: ")]
    [InlineData("losing", HealthStatus.Degraded, "Sending: rows were dropped")]
    [InlineData("lost", HealthStatus.Healthy, "Sending: The event hub takes")]
    [InlineData("forgotten", HealthStatus.Degraded, "AddModelDataCollection")]
    public async Task HealthCheck_Defaults_NeverTakesScoringOutOfRotation(string what, HealthStatus health, string text)
    {
        HealthReportEntry entry = await CheckAsync(what, it => it.AddModelDataCollection());

        Assert.Equal(health, entry.Status);
        Assert.StartsWith(
            text,
            entry.Description!.Replace(
                "Model data collection was not added: call services.",
                "",
                StringComparison.Ordinal
            ),
            StringComparison.Ordinal
        );
        if (what != "forgotten")
        {
            Assert.Equal(text.Split(':')[0], entry.Data["state"]);
            Assert.True(entry.Data.ContainsKey("since") && entry.Data.ContainsKey("reason"));
            Assert.Equal(
                what == "refused",
                entry.Data.TryGetValue("mend", out object? mend) && $"{mend}".Contains("HubName")
            );
        }
    }

    [Theory]
    [InlineData("refused", HealthStatus.Unhealthy)]
    [InlineData("misconfigured", HealthStatus.Unhealthy)]
    [InlineData("connecting", HealthStatus.Degraded)]
    [InlineData("losing", HealthStatus.Degraded)]
    public async Task HealthCheck_FailureStatusNameAndTags_AreKept(string what, HealthStatus health)
    {
        HealthReportEntry entry = await CheckAsync(
            what,
            it => it.AddModelDataCollection("collection", HealthStatus.Unhealthy, ["ready"]),
            "collection"
        );

        Assert.Equal(health, entry.Status);
        Assert.Equal(["ready"], entry.Tags);
    }

    [Fact]
    public async Task HealthCheck_Data_HasTheCounts()
    {
        HealthReportEntry entry = await CheckAsync("losing", it => it.AddModelDataCollection());

        Assert.Equal(
            (2L, 1L, 0L, 1L, 0L, 1L),
            (
                entry.Data["enqueued"],
                entry.Data["sent"],
                entry.Data["failed"],
                entry.Data["dropped"],
                entry.Data["pending"],
                entry.Data["refused"]
            )
        );
    }

    private async Task<HealthReportEntry> CheckAsync(
        string what,
        Action<IHealthChecksBuilder> add,
        string name = "modeldata"
    )
    {
        _process.Hub.Open = what switch
        {
            "connecting" => static () => new TaskCompletionSource().Task,
            "refused" => static () =>
                Task.FromException(new HubException(HubFailureReason.ResourceNotFound, false, "no")),
            _ => _process.Hub.Open,
        };
        string enabled =
            what == "off" ? "false"
            : what == "misconfigured" ? "yes"
            : "true";
        using IHost host = Build(enabled, services => add(services.AddHealthChecks()), isAdded: what != "forgotten");
        await host.StartAsync(Token);
        if (what is "losing" or "lost" or "sending")
        {
            IModelDataCollector collector = Collectors(host)
                .Get("m", featureNames: ["a"], featureTypes: [FeatureType.Double]);
            await Wait.UntilAsync(() => collector.Status.State == CollectionState.Sending, "it sends");
            if (what != "sending")
            {
                collector.Collect([1.0]);
                collector.Collect(["text"]);
                collector.Collect([1.0, 2.0]);
                await _process.FlushAsync(collector);
            }
            _process.Clock.Advance(what == "lost" ? TimeSpan.FromMinutes(1) : TimeSpan.Zero);
        }
        if (what == "refused")
        {
            await Wait.UntilAsync(() => Collectors(host).Status.State == CollectionState.Refused, "it is refused");
        }
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        await Wait.UntilAsync(host.StopAsync(Token), () => _process.Clock.Advance(TimeSpan.FromSeconds(1)));
        return report.Entries[name];
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IModelDataCollectors Collectors(IHost host) =>
        host.Services.GetRequiredService<IModelDataCollectors>();

    private IHost Build(
        string? enabled,
        Action<IServiceCollection>? configure = null,
        string? connectionString = "fake",
        bool isAdded = true
    )
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ModelData:Enabled"] = enabled,
                ["ModelData:EventHubs:ConnectionString"] = connectionString,
            }
        );
        builder.Services.AddSingleton<ILoggerFactory>(_process.Log);
        builder.Services.AddSingleton(_process.ForCollectors);
        if (isAdded)
        {
            builder.Services.AddModelDataCollection();
        }
        configure?.Invoke(builder.Services);
        return builder.Build();
    }
}
