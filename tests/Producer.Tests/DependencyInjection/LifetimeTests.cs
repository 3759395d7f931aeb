using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ModelData.Producer.Tests.DependencyInjection;

/// <summary>Who ends a collector that a container hands out, and what it hands out a second time.</summary>
[Trait("Level", "Unit")]
public sealed class LifetimeTests
{
    private readonly TestProcess _process = new();

    [Theory]
    [InlineData(ServiceLifetime.Scoped)]
    [InlineData(ServiceLifetime.Transient)]
    [InlineData(ServiceLifetime.Singleton)]
    public async Task Dispose_ScopesThatHaveACollector_DoNotEndIt(ServiceLifetime lifetime)
    {
        ServiceProvider provider = Build(services =>
            services.Add(
                new ServiceDescriptor(
                    typeof(IModelDataCollector),
                    static it => it.GetRequiredService<IModelDataCollectors>().Get("m", "inputs"),
                    lifetime
                )
            )
        );
        for (int i = 0; i < 4; i++)
        {
            AsyncServiceScope scope = provider.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<IModelDataCollector>().Collect([(double)i]);
            if (i % 2 == 0)
            {
                scope.Dispose();
            }
            else
            {
                await scope.DisposeAsync();
            }
        }
        await provider.DisposeAsync();

        Assert.Equal(["0", "1", "2", "3"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.True(_process.Hub.IsDisposed);
    }

    [Fact]
    public async Task Close_ByOneOfThoseWhoHaveIt_SendsAndDoesNotEndIt()
    {
        ServiceProvider provider = Build();
        IModelDataCollector one = provider.GetRequiredService<IModelDataCollectors>().Get("m");
        one.Collect([1.0]);
        Assert.True((await one.CloseAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken)).IsAccepted);
        Assert.Equal(["1"], _process.Hub.Rows.Select(StoredEvent.Features));

        provider.GetRequiredService<IModelDataCollectors>().Get("m").Collect([2.0]);
        await provider.DisposeAsync();

        Assert.Equal(["1", "2"], _process.Hub.Rows.Select(StoredEvent.Features));
        one.Collect([3.0]);
        Assert.Equal(new CollectorStatistics(2, 2, 0, 0, 0, 1), one.Statistics);
    }

    [Fact]
    public void Dispose_ProviderOfAConsole_SendsWhatIsLeft()
    {
        using (ServiceProvider provider = Build())
        {
            provider.GetRequiredService<IModelDataCollectors>().Get("m").Collect([1.0]);
        }

        Assert.Single(_process.Hub.Rows);
        Assert.True(_process.Hub.IsDisposed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Dispose_UnderASynchronizationContext_DoesNotWaitForItself(bool isPlain)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new StuckContext());
        try
        {
            using IDisposable owner = isPlain ? _process.Collector() : Build();
            (
                owner as IModelDataCollector
                ?? ((ServiceProvider)owner).GetRequiredService<IModelDataCollectors>().Get("m")
            ).Collect([1.0]);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        Assert.Single(_process.Hub.Rows);
    }

    [Fact]
    public async Task Dispose_HubHangs_EndsWithinTheTimeForClosing()
    {
        _process.Hub.Script = (_, _) => Fate.Hangs;
        ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);

        await Wait.UntilAsync(Task.Run(collector.Dispose), () => _process.Clock.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal(new CollectorStatistics(1, 0, 1, 0, 0, 0), collector.Statistics);
    }

    public static TheoryData<string[]?, FeatureType[]?, string> OtherFeatures =>
        new()
        {
            { ["income", "age"], null, "[income, age]" },
            { ["age"], null, "[age]" },
            { ["age", "income", "bmi"], null, "[age, income, bmi]" },
            { ["Age", "income"], null, "[Age, income]" },
            { ["age", "income"], [FeatureType.Double, FeatureType.Int64], "[age: Double, income: Int64]" },
            { null, null, "no names" },
        };

    [Theory]
    [MemberData(nameof(OtherFeatures))]
    public void Get_OtherFeaturesForOneAddress_AreRefusedAndBothAreNamed(
        string[]? names,
        FeatureType[]? types,
        string shown
    )
    {
        using ServiceProvider provider = Build();
        IModelDataCollectors collectors = provider.GetRequiredService<IModelDataCollectors>();
        IModelDataCollector first = collectors.Get("m", "inputs", ["age", "income"]);

        var refused = Assert.Throws<ArgumentException>(() => collectors.Get("m", "inputs", names, featureTypes: types));

        Assert.Contains("[age, income]", refused.Message, StringComparison.Ordinal);
        Assert.Contains(shown, refused.Message, StringComparison.Ordinal);
        Assert.Same(first, collectors.Get("m", "inputs", new List<string> { "age", "income" }));
        Assert.NotSame(first, collectors.Get("m", "other", names, featureTypes: types));
    }

    [Fact]
    public void Get_NamesAfterNone_AreRefused()
    {
        using ServiceProvider provider = Build();
        IModelDataCollectors collectors = provider.GetRequiredService<IModelDataCollectors>();
        Assert.Same(collectors.Get("m"), collectors.Get("m"));

        Assert.Throws<ArgumentException>(() => collectors.Get("m", featureNames: ["age"]));
    }

    [Fact]
    public void Get_ListThatChangesAfterwards_IsTheListOfTheFirstCall()
    {
        using ServiceProvider provider = Build();
        IModelDataCollectors collectors = provider.GetRequiredService<IModelDataCollectors>();
        List<string> names = ["age", "income"];
        IModelDataCollector first = collectors.Get("m", featureNames: names);
        names.Reverse();

        Assert.Throws<ArgumentException>(() => collectors.Get("m", featureNames: names));
        Assert.Same(first, collectors.Get("m", featureNames: ["age", "income"]));
    }

    [Theory]
    [InlineData("Accepted,Accepted", FlushStatus.Accepted)]
    [InlineData("Accepted,Off", FlushStatus.Off)]
    [InlineData("Off,Accepted", FlushStatus.Off)]
    [InlineData("Off,Off", FlushStatus.Off)]
    [InlineData("Off,Lost", FlushStatus.Lost)]
    [InlineData("Interrupted,Off,Lost", FlushStatus.Interrupted)]
    public void And_SeveralResults_IsTheWorst(string statuses, FlushStatus expected) =>
        Assert.Equal(
            expected,
            statuses
                .Split(',')
                .Select(it => new FlushResult(Enum.Parse<FlushStatus>(it), 0, 0))
                .Aggregate((one, other) => one.And(other))
                .Status
        );

    private ServiceProvider Build(Action<IServiceCollection>? add = null)
    {
        ServiceCollection services = new();
        services.AddSingleton<ILoggerFactory>(_process.Log);
        services.AddSingleton(_process.ForCollectors);
        services.AddModelDataCollection(options => options.Enabled = true);
        add?.Invoke(services);
        return services.BuildServiceProvider(validateScopes: true);
    }

    /// <summary>One thread, which is the one that waits: what is posted to it never runs.</summary>
    private sealed class StuckContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) { }
    }
}
