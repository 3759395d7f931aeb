using ModelData.Producer.Buffering;

namespace ModelData.Producer.Sending;

/// <summary>A collector's share of a pipeline.</summary>
internal sealed class PipelineLease(PipelineRegistry registry, PipelineSettings settings, CollectionPipeline pipeline)
{
    private int _isReturned;

    public CollectionPipeline Pipeline => pipeline;

    /// <summary>Sends the collector's rows within the budget; the last one closes the pipeline.</summary>
    public Task<FlushResult> CloseAsync(CollectorState collector, TimeSpan budget, CancellationToken cancellationToken)
    {
        bool isLast = Interlocked.Exchange(ref _isReturned, 1) == 0 && registry.Return(settings, pipeline);
        return isLast
            ? pipeline.CloseAsync(budget, cancellationToken)
            : pipeline.FlushAsync(collector, budget, cancellationToken);
    }
}
