using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Producer.Configuration;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;
using ModelData.Producer.Sending;

namespace ModelData.Producer.DependencyInjection;

/// <summary>Keeps the collectors of a service provider and the pipeline they share.</summary>
internal sealed class ModelDataCollectors(
    IOptions<ModelDataCollectorOptions> options,
    ILoggerFactory? loggers = null,
    TimeProvider? clock = null,
    CollectorEnvironment? environment = null
) : IModelDataCollectors, IAsyncDisposable, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CollectorEnvironment _environment =
        environment
        ?? CollectorEnvironment.Process with
        {
            Pipelines = new PipelineRegistry(),
            Loggers = loggers ?? StandardErrorLog.Process,
            Clock = clock ?? TimeProvider.System,
        };
    private readonly Dictionary<CollectionAddress, (ModelDataCollector Collector, FeatureNames Features)> _collectors =
    [];
    private ModelDataCollectorOptions? _completed;
    private Task<FlushResult>? _closing;

    public IModelDataCollector Get(
        string modelName,
        string identifier = ProducerDefaults.Name,
        IReadOnlyList<string>? featureNames = null,
        string? workspace = null,
        string? webServiceName = null,
        string? modelVersion = null,
        IReadOnlyList<FeatureType>? featureTypes = null
    )
    {
        CollectorDefinition definition = new(
            modelName,
            identifier,
            featureNames,
            workspace,
            webServiceName,
            modelVersion,
            featureTypes
        );
        CollectionAddress address = definition.Address(Options().Copy());
        lock (_gate)
        {
            if (_collectors.TryGetValue(address, out (ModelDataCollector Collector, FeatureNames Features) known))
            {
                return known.Features.Match(featureNames, featureTypes)
                    ? known.Collector
                    : throw Differs(address, known.Features, new FeatureNames(featureNames, featureTypes));
            }
            ModelDataCollector collector = new(definition, options.Value, _environment, isShared: true);
            _collectors.Add(address, (collector, new FeatureNames(featureNames, featureTypes)));
            if (_closing is not null)
            {
                // Nobody would close it any more: it refuses rows from the start.
                _ = collector.EndAsync(TimeSpan.Zero);
            }
            return collector;
        }
    }

    /// <summary>Says what is wrong with the settings, before the first collector is asked for; from here on the host closes them.</summary>
    public void StartInHost()
    {
        _environment.Pipelines.IsHosted = true;
        CollectionSwitch.Report(Options(), _environment, GuardedLogger.Create(_environment.Loggers));
    }

    public Task<FlushResult> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        TogetherAsync(collector => collector.FlushAsync(timeout, cancellationToken));

    /// <summary>Closes all collectors within <see cref="ModelDataCollectorOptions.CloseTimeout"/>. A second call joins the first.</summary>
    public Task<FlushResult> CloseAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Without a collector the options may never have been read, and be broken: then there is nothing to close.
            TimeSpan budget = _collectors.Count == 0 ? TimeSpan.Zero : Options().CloseTimeout;
            // The last one to give its share back closes the pipeline; the others only wait for their rows.
            return _closing ??= TogetherAsync(collector => collector.EndAsync(budget, cancellationToken));
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync(CancellationToken.None).ConfigureAwait(false);

    public void Dispose() => Blocking.Run(() => CloseAsync(CancellationToken.None), Timeout.InfiniteTimeSpan);

    /// <summary>Completed once: a scope may ask for a collector with every request.</summary>
    private ModelDataCollectorOptions Options() =>
        _completed ??= EnvironmentSettings.Complete(options.Value, _environment.ReadVariables());

    // Values would be filed under the names of others.
    private static ArgumentException Differs(CollectionAddress address, FeatureNames first, FeatureNames now) =>
        new(
            $"The features of {address} were {first} in the first call, and are {now} in this one. Give all calls the same list in the same order, "
                + "or another identifier."
        );

    private async Task<FlushResult> TogetherAsync(Func<ModelDataCollector, Task<FlushResult>> act)
    {
        List<Task<FlushResult>> acts = [];
        lock (_gate)
        {
            acts.AddRange(_collectors.Values.Select(each => act(each.Collector)));
        }
        FlushResult[] results = await Task.WhenAll(acts).ConfigureAwait(false);
        return results.Length == 0 ? default : results.Aggregate(static (one, other) => one.And(other));
    }
}
