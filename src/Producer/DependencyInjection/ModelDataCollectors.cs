using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelData.Producer.Sending;

namespace ModelData.Producer.DependencyInjection;

/// <summary>Keeps the collectors of a service provider and the pipeline they share.</summary>
internal sealed class ModelDataCollectors(
    IOptions<ModelDataCollectorOptions> options,
    ILoggerFactory? loggers = null,
    TimeProvider? clock = null,
    CollectorEnvironment? environment = null
) : IModelDataCollectors, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CollectorEnvironment _environment =
        environment
        ?? CollectorEnvironment.Process with
        {
            Pipelines = new PipelineRegistry(),
            Loggers = loggers ?? NullLoggerFactory.Instance,
            Clock = clock ?? TimeProvider.System,
        };
    private readonly Dictionary<CollectionAddress, ModelDataCollector> _collectors = [];
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
        CollectionAddress address = definition.Address(options.Value);
        lock (_gate)
        {
            if (!_collectors.TryGetValue(address, out ModelDataCollector? collector))
            {
                collector = new ModelDataCollector(definition, options.Value, _environment);
                _collectors.Add(address, collector);
                if (_closing is not null)
                {
                    // Nobody would close it any more: it refuses rows from the start.
                    _ = collector.CloseAsync(TimeSpan.Zero);
                }
            }
            return collector;
        }
    }

    public Task<FlushResult> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        TogetherAsync(collector => collector.FlushAsync(timeout, cancellationToken));

    /// <summary>Closes all collectors within <see cref="ModelDataCollectorOptions.CloseTimeout"/>. A second call joins the first.</summary>
    public Task<FlushResult> CloseAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Without a collector the options may never have been read, and be broken: then there is nothing to close.
            TimeSpan budget = _collectors.Count == 0 ? TimeSpan.Zero : options.Value.CloseTimeout;
            // The last one to give its share back closes the pipeline; the others only wait for their rows.
            return _closing ??= TogetherAsync(collector => collector.CloseAsync(budget, cancellationToken));
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync(CancellationToken.None).ConfigureAwait(false);

    private async Task<FlushResult> TogetherAsync(Func<ModelDataCollector, Task<FlushResult>> act)
    {
        List<Task<FlushResult>> acts = [];
        lock (_gate)
        {
            foreach (ModelDataCollector collector in _collectors.Values)
            {
                acts.Add(act(collector));
            }
        }
        FlushResult worst = default;
        foreach (FlushResult result in await Task.WhenAll(acts).ConfigureAwait(false))
        {
            FlushStatus status = result.Status > worst.Status ? result.Status : worst.Status;
            worst = new(status, worst.LostRows + result.LostRows, worst.PendingRows + result.PendingRows);
        }
        return worst;
    }
}
