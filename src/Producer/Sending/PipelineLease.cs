using Microsoft.Extensions.Logging;
using ModelData.Producer.Buffering;

namespace ModelData.Producer.Sending;

/// <summary>A collector's share of a pipeline. Given back when the collector leaves it or, if it never does, when nobody has it any more.</summary>
internal sealed class PipelineLease
{
    private readonly PipelineRegistry _registry;
    private int _isReturned;

    public PipelineLease(PipelineRegistry registry, PipelineSettings settings, CollectorState collector, ILogger logger)
    {
        _registry = registry;
        Settings = settings;
        Collector = collector;
        Pipeline = registry.Rent(settings, logger);
        CollectorId = Pipeline.Add(collector);
    }

    public PipelineSettings Settings { get; }

    public CollectionPipeline Pipeline { get; }

    /// <summary>The collector's id in its records.</summary>
    public int CollectorId { get; }

    private CollectorState Collector { get; }

    /// <summary>Sends the collector's rows at once and waits.</summary>
    public Task<FlushResult> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        Pipeline.FlushAsync(Collector, CollectorId, timeout, cancellationToken);

    /// <summary>Sends the rows of the collector, which puts no more into it, within the budget; the last one closes the pipeline.</summary>
    public Task<FlushResult> CloseAsync(TimeSpan budget, CancellationToken cancellationToken)
    {
#pragma warning disable CA1816 // This is what disposing comes down to.
        GC.SuppressFinalize(this);
#pragma warning restore CA1816
        return Interlocked.Exchange(ref _isReturned, 1) != 0 ? FlushAsync(budget, cancellationToken)
            : _registry.Return(Settings, Pipeline) ? Pipeline.CloseAsync(budget, cancellationToken)
            : Pipeline.RetireAsync(Collector, CollectorId, budget, cancellationToken);
    }

    ~PipelineLease()
    {
        // Nobody can collect any more: whoever is inside of Collect holds the intake, and that holds this. Without a pipeline none could be opened.
        if (Pipeline is not null)
        {
            _ = Task.Run(() => CloseAsync(Settings.CloseTimeout, CancellationToken.None));
        }
    }
}
