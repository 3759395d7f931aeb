using ModelData.Producer.Buffering;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Sending;

/// <summary>A collector's share of a pipeline. Given back when the collector is closed or, if it never is, when nobody has it any more.</summary>
internal sealed class PipelineLease(PipelineRegistry registry, PipelineSettings settings, CollectionPipeline pipeline)
{
    /// <summary>Set before the lease is out of the hands of who made it.</summary>
    private CollectorState? _collector;
    private int _isReturned;

    public CollectionPipeline Pipeline => pipeline;

    /// <summary>Adds the collector whose share this is.</summary>
    public CollectorState Add(CollectionAddress address, FeatureNames features) =>
        _collector = pipeline.Add(address, features);

    /// <summary>Sends the collector's rows at once and waits.</summary>
    public Task<FlushResult> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        pipeline.FlushAsync(_collector!, timeout, cancellationToken);

    /// <summary>Sends the rows of the collector, which takes no more, within the budget; the last one closes the pipeline.</summary>
    public Task<FlushResult> CloseAsync(TimeSpan budget, CancellationToken cancellationToken)
    {
#pragma warning disable CA1816 // This is what disposing comes down to.
        GC.SuppressFinalize(this);
#pragma warning restore CA1816
        return Interlocked.Exchange(ref _isReturned, 1) != 0 ? FlushAsync(budget, cancellationToken)
            : registry.Return(settings, pipeline) ? pipeline.CloseAsync(budget, cancellationToken)
            : pipeline.RetireAsync(_collector!, budget, cancellationToken);
    }

    ~PipelineLease()
    {
        // Nobody can collect any more: whoever is inside of Collect holds the intake, and that holds this.
        _ = Task.Run(() => CloseAsync(settings.CloseTimeout, CancellationToken.None));
    }
}
