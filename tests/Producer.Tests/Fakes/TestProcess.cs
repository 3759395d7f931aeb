using Microsoft.Extensions.Time.Testing;
using ModelData.Producer.Sending;
using ModelData.Producer.Watching;

namespace ModelData.Producer.Tests;

/// <summary>A process of its own: clock, environment, log, hub and pipelines.</summary>
internal sealed class TestProcess
{
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public TestProcess()
    {
        Hub = new FakeHubSender(Clock);
        Watches = new SettingsWatches(Storage);
    }

    public FakeHubSender Hub { get; }

    public CapturingLoggerFactory Log { get; } = new();

    public StringWriter Output { get; } = new();

    public Dictionary<string, string> Environment { get; } = [];

    public ModelDataCollectorOptions Options { get; } =
        new() { Enabled = true, EventHubs = { ConnectionString = "fake" } };

    public PipelineRegistry Pipelines { get; } = new();

    /// <summary>What the container of settings documents holds.</summary>
    public FakeSettingsStorage Storage { get; } = new();

    public SettingsWatches Watches { get; }

    public CollectorEnvironment ForCollectors =>
        new()
        {
            Clock = Clock,
            Loggers = Log,
            Pipelines = Pipelines,
            Watches = Watches,
            ReadVariables = () => Environment,
            DebugOutput = Output,
            CreateSender = () =>
            {
                Hub.Created?.Invoke();
                return Hub;
            },
        };

    public ModelDataCollector Collector(
        string identifier = "inputs",
        IReadOnlyList<string>? featureNames = null,
        IReadOnlyList<FeatureType>? featureTypes = null
    ) =>
        new(
            new CollectorDefinition("best_model", identifier, featureNames, null, null, null, featureTypes),
            Options,
            _environment ??= ForCollectors
        );

    public ModelDataCollector<T> Collector<T>(string identifier = "inputs")
        where T : IModelDataRow<T> =>
        new(
            new ModelDataCollector(
                CollectorDefinition.Of<T>("best_model", identifier, null, null, null),
                Options,
                _environment ??= ForCollectors
            )
        );

    private CollectorEnvironment? _environment;

    /// <summary>Flushes while the fake clock runs on, so that pauses between resends pass.</summary>
    public async Task<FlushResult> FlushAsync(IModelDataCollector collector)
    {
        Task<FlushResult> flush = collector.FlushAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
        await Wait.UntilAsync(flush, () => Clock.Advance(TimeSpan.FromSeconds(1)));
        return await flush;
    }
}
