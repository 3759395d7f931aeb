using ModelData.HubClient;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.Receiving;

/// <summary>
/// Reads one partition in order. One call at a time. After a failure the next call reads on behind the last event that was handed out; a receiver that lost
/// its partition (<see cref="HubFailureReason.ConsumerDisconnected"/>) stays closed. When and how often it attaches is nobody's business: it may attach again
/// at any time without a word, and nothing may depend on it.
/// </summary>
internal interface IPartitionReceiver : IAsyncDisposable
{
    /// <summary>The partition that is read.</summary>
    string PartitionId { get; }

    /// <summary>Takes events that have arrived, or waits for the first one.</summary>
    /// <param name="maximumCount">The most events to return; at least 1.</param>
    /// <param name="maximumWait">How long to wait for the first event.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>At least one event, or an empty list when there is none yet.</returns>
    /// <exception cref="HubException">The partition could not be read; nothing is repeated inside.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<IReadOnlyList<ReceivedEvent>> ReceiveAsync(
        int maximumCount,
        TimeSpan maximumWait,
        CancellationToken cancellationToken = default
    );
}
