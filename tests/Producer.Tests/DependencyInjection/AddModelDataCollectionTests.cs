using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Producer.Diagnostics;
using static System.StringComparison;

namespace ModelData.Producer.Tests.DependencyInjection;

[Trait("Level", "Unit")]
public sealed class AddModelDataCollectionTests
{
    private readonly TestProcess _process = new();

    [Fact]
    public async Task Get_InAHost_CollectsAndTheHostsStopSends()
    {
        using IHost host = Build(new() { ["ModelData:Enabled"] = "true", ["ModelData:WebServiceName"] = "shop" });
        await host.StartAsync(TestContext.Current.CancellationToken);
        IModelDataCollectors collectors = host.Services.GetRequiredService<IModelDataCollectors>();
        IModelDataCollector inputs = collectors.Get("best_model", "inputs", ["age"]);

        Assert.Same(inputs, collectors.Get("best_model", "inputs", ["age"]));
        Assert.NotSame(inputs, collectors.Get("best_model", "predictions"));
        inputs.Collect([34.0]);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("34", StoredEvent.Features(Assert.Single(_process.Hub.Rows)));
        Assert.Equal("shop", _process.Hub.Stored[0].Attribute(EventAttributes.WebService));
        Assert.True(_process.Hub.IsDisposed);
        IModelDataCollector late = collectors.Get("best_model", "late");
        late.Collect([1.0]);
        Assert.Equal(1, late.Statistics.Refused);
    }

    [Fact]
    public async Task FlushAsync_AllCollectors_AllAreAccepted()
    {
        using IHost host = Build(new() { ["ModelData:Enabled"] = "true" });
        IModelDataCollectors collectors = host.Services.GetRequiredService<IModelDataCollectors>();
        collectors.Get("best_model", "inputs").Collect([34.0]);
        collectors.Get("best_model", "predictions").Collect([1.0]);

        FlushResult result = await collectors.FlushAsync(
            Timeout.InfiniteTimeSpan,
            TestContext.Current.CancellationToken
        );

        Assert.True(result.IsAccepted);
        Assert.Equal(2, _process.Hub.Rows.Count);
    }

    [Fact]
    public async Task StartAsync_SeveralBrokenOptionsInCode_SaysAllAtOnce()
    {
        using IHost host = Build(
            [],
            options =>
            {
                options.RingBytes = 1;
                options.Linger = TimeSpan.FromSeconds(-1);
            }
        );

        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            host.StartAsync(TestContext.Current.CancellationToken)
        );
        Assert.Equal(2, exception.Failures.Count());
    }

    [Theory]
    [InlineData("ModelData:Enabled", "yes")]
    [InlineData("ModelData:Linger", "10")]
    [InlineData("ModelData:RingBytes", "1")]
    [InlineData("ModelData:FullRing", "Drop")]
    [InlineData("ModelData:Workspace", "a/b")]
    [InlineData("ModelData:EventHubs:CustomEndpointAddress", "gateway")]
    public async Task StartAsync_BrokenSetting_HostRunsAndItIsSaidOnce(string key, string text)
    {
        Dictionary<string, string?> settings = new() { ["ModelData:Enabled"] = "true" };
        settings[key] = text;
        // As where a host reads the environment.
        _process.Environment[key.Replace(":", "__")] = text;
        using IHost host = Build(settings);
        await host.StartAsync(TestContext.Current.CancellationToken);
        Assert.Contains(key.Replace(":", "__"), Assert.Single(Said(ProducerEventIds.SettingBroken)), Ordinal);

        IModelDataCollectors collectors = host.Services.GetRequiredService<IModelDataCollectors>();
        IModelDataCollector inputs = collectors.Get("best_model", "inputs");
        inputs.Collect([1.0]);

        Assert.False(inputs.IsEnabled);
        Assert.Equal(
            new FlushResult(FlushStatus.Off, 0, 0),
            await collectors.FlushAsync(TimeSpan.Zero, TestContext.Current.CancellationToken)
        );
        Assert.Single(Said(ProducerEventIds.SettingBroken));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task StartAsync_UnknownSettings_AreNamedOnce()
    {
        _process.Environment["ModelData__Enabeld"] = "true";
        using IHost host = Build(
            new()
            {
                ["ModelData:Enabeld"] = "true",
                ["ModelData:EventHubs:Hub"] = "h",
                ["ModelDatas:Linger"] = "00:00:01",
                ["Logging:LogLevel:Default"] = "Warning",
            }
        );
        await host.StartAsync(TestContext.Current.CancellationToken);
        host.Services.GetRequiredService<IModelDataCollectors>().Get("m");

        List<string> said = Said(ProducerEventIds.SettingIgnored);
        Assert.Equal(3, said.Count);
        Assert.Single(said, it => it.Contains("did you mean ModelData__Enabled?", Ordinal));
        Assert.Single(said, it => it.Contains("ModelDatas__Linger is read by nothing", Ordinal));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Get_SettingsInTheEnvironmentOnly_AreRead()
    {
        _process.Environment["ModelData__Enabled"] = "true";
        _process.Environment["ModelData__WebServiceName"] = "environment";
        using IHost host = Build(new() { ["ModelData:ModelVersion"] = "7" });
        IModelDataCollector inputs = host.Services.GetRequiredService<IModelDataCollectors>().Get("m", "inputs");

        Assert.True(inputs.IsEnabled);
        Assert.Equal("default/default/default/environment/m/7/inputs", inputs.Address.Path);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Get_BrokenSettingThatCodeReplaces_Collects()
    {
        using IHost host = Build(
            new() { ["ModelData:Enabled"] = "true", ["ModelData:Linger"] = "10" },
            options => options.Linger = TimeSpan.FromSeconds(10)
        );

        Assert.True(host.Services.GetRequiredService<IModelDataCollectors>().Get("m").IsEnabled);
        Assert.Empty(Said(ProducerEventIds.SettingBroken));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Options_CredentialAmongTheServices_IsUsedUnlessThereIsOne()
    {
        TokenCredential ofServices = Credential();
        TokenCredential ofOptions = Credential();
        var services = new ServiceCollection();
        services.AddSingleton(ofServices).AddModelDataCollection();
        using ServiceProvider provider = services.BuildServiceProvider();
        var other = new ServiceCollection();
        other.AddSingleton(ofServices).AddModelDataCollection(it => it.EventHubs.UseCredential(ofOptions));
        using ServiceProvider otherProvider = other.BuildServiceProvider();

        Assert.Same(ofServices, Options(provider).EventHubs.GetCredential());
        Assert.Same(ofOptions, Options(otherProvider).EventHubs.GetCredential());

        static TokenCredential Credential() =>
            DelegatedTokenCredential.Create((_, _) => new AccessToken("token", DateTimeOffset.MaxValue));

        static ModelDataCollectorOptions Options(ServiceProvider provider) =>
            provider.GetRequiredService<IOptions<ModelDataCollectorOptions>>().Value;
    }

    [Fact]
    public void Options_EveryKeyOfTheSection_IsBound()
    {
        ModelDataCollectorOptions options = Bind(
            new()
            {
                ["ModelData:Enabled"] = "true",
                ["ModelData:Debug"] = "true",
                ["ModelData:EventHubs:ConnectionString"] = "c",
                ["ModelData:EventHubs:HubName"] = "h",
                ["ModelData:EventHubs:FullyQualifiedNamespace"] = "n",
                ["ModelData:EventHubs:TransportType"] = "AmqpWebSockets",
                ["ModelData:EventHubs:CustomEndpointAddress"] = "sb://gateway:1",
                ["ModelData:Workspace"] = "a/b/c",
                ["ModelData:WebServiceName"] = "w",
                ["ModelData:ModelVersion"] = "v",
                ["ModelData:RingBytes"] = "8192",
                ["ModelData:FullRing"] = "DropOldest",
                ["ModelData:FullRingWait"] = "00:00:01",
                ["ModelData:MaxBatchBytes"] = "2048",
                ["ModelData:Linger"] = "00:00:02",
                ["ModelData:MaxPendingBytes"] = "4096",
                ["ModelData:Spread"] = "true",
                ["ModelData:GiveUpAfter"] = "00:00:03",
                ["ModelData:CloseTimeout"] = "00:00:04",
                ["ModelData:DropLogInterval"] = "00:00:05",
            }
        );

        Assert.Equal(
            (true, true, true, "c", "h"),
            (
                options.Enabled,
                options.Debug,
                options.Spread,
                options.EventHubs.ConnectionString,
                options.EventHubs.HubName
            )
        );
        Assert.Equal(
            ("n", Azure.Messaging.EventHubs.EventHubsTransportType.AmqpWebSockets, new Uri("sb://gateway:1")),
            (
                options.EventHubs.FullyQualifiedNamespace,
                options.EventHubs.TransportType,
                options.EventHubs.CustomEndpointAddress
            )
        );
        Assert.Equal(("a/b/c", "w", "v"), (options.Workspace, options.WebServiceName, options.ModelVersion));
        Assert.Equal(
            (8192, FullRingPolicy.DropOldest, 2048, 4096),
            (options.RingBytes, options.FullRing, options.MaxBatchBytes, options.MaxPendingBytes)
        );
        Assert.Equal(
            [1, 2, 3, 4, 5],
            new[]
            {
                options.FullRingWait,
                options.Linger,
                options.GiveUpAfter,
                options.CloseTimeout,
                options.DropLogInterval,
            }.Select(each => each.TotalSeconds)
        );
    }

    [Fact]
    public void Options_CallbackAndSectionOfChoice_CallbackWins()
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?> { ["Mine:WebServiceName"] = "section", ["Mine:ModelVersion"] = "7" }
            )
            .Build();
        ServiceCollection services = new();
        services.AddModelDataCollection(
            configuration.GetSection("Mine"),
            options => options.WebServiceName = "callback"
        );
        using ServiceProvider provider = services.BuildServiceProvider();
        ModelDataCollectorOptions options = provider.GetRequiredService<IOptions<ModelDataCollectorOptions>>().Value;

        Assert.Equal(("callback", "7"), (options.WebServiceName, options.ModelVersion));
    }

    [Fact]
    public async Task Get_WithoutHostConfigurationOrLog_Works()
    {
        ServiceCollection services = new();
        services.AddModelDataCollection();
        await using ServiceProvider provider = services.BuildServiceProvider();

        provider.GetRequiredService<IModelDataCollectors>().Get("m").Collect([1.0]);
    }

    private List<string> Said(int id) => [.. _process.Log.Entries.Where(it => it.Id == id).Select(it => it.Text)];

    private static ModelDataCollectorOptions Bind(Dictionary<string, string?> settings)
    {
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddModelDataCollection();
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<ModelDataCollectorOptions>>().Value;
    }

    private IHost Build(Dictionary<string, string?> settings, Action<ModelDataCollectorOptions>? configure = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<ILoggerFactory>(_process.Log);
        builder.Services.AddSingleton(_process.ForCollectors);
        builder.Services.AddModelDataCollection(options =>
        {
            options.EventHubs.ConnectionString = "fake";
            configure?.Invoke(options);
        });
        return builder.Build();
    }
}
