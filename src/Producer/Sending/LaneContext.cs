using Microsoft.Extensions.Logging;
using ModelData.HubClient;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Sending;

/// <summary>What all lanes of a pipeline share.</summary>
internal sealed class LaneContext
{
    private int _isLimitKnown;

    public required IHubSender Sender { get; init; }

    /// <summary>The hub's name, for traces.</summary>
    public string HubName { get; init; } = "";

    /// <summary>Its namespace, for traces.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The partitions that batches of an address are spread over; null when all of an address go to one, by its key.</summary>
    public PartitionList? Spread { get; init; }

    public required BatchLimits Limits { get; init; }

    public required PipelineBacklog Backlog { get; init; }

    public required TimeSpan GiveUpAfter { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Cancelled when the time for closing is over.</summary>
    public required CancellationToken Abandon { get; init; }

    /// <summary>Called after each batch that was accepted or given up.</summary>
    public required Action OnSettled { get; init; }

    public SendCounters Counters { get; } = ProducerMeter.Process.Sends;

    /// <summary>Chosen at random at the start: a producer's batches are numbered under it, unless they are spread.</summary>
    public Guid ProducerId { get; } = Guid.NewGuid();

    /// <summary>
    /// Asks for the size limit of the link, after the first accepted batch and after each that was too large: the link to the hub is attached by then, so that
    /// the answer costs nothing, unless batches are spread; then it is one more link. A failure is left to the next batch.
    /// </summary>
    /// <param name="isRefused">Whether what is known has just proved wrong.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask LearnLinkLimitAsync(bool isRefused, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isLimitKnown, 1) != 0 && !isRefused)
        {
            return;
        }
        try
        {
            Limits.SetMaximumMessageBytes(
                await Sender.GetMaximumEventBytesAsync(cancellationToken).ConfigureAwait(false)
            );
        }
        catch (Exception exception) when (exception is HubException or OperationCanceledException)
        {
            Volatile.Write(ref _isLimitKnown, 0);
        }
    }
}
