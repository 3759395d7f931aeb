namespace ModelData.EventHubs;

/// <summary>
/// Reads one partition in order. One call at a time. After a transient failure it attaches again behind the last event that it
/// handed out; a receiver that lost its partition (<see cref="FailureReason.ConsumerDisconnected"/>) stays closed.
/// </summary>
public interface IPartitionReceiver : IAsyncDisposable
{
    /// <summary>The partition that is read.</summary>
    string PartitionId { get; }

    /// <summary>Takes events that have arrived, or waits for the first one.</summary>
    /// <param name="maximumCount">The most events to return; at least 1.</param>
    /// <param name="maximumWait">How long to wait for the first event.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>At least one event, or an empty list when <paramref name="maximumWait"/> has passed without one.</returns>
    /// <exception cref="EventHubsException">The partition could not be read, in spite of retries.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<IReadOnlyList<ReceivedEvent>> ReceiveAsync(
        int maximumCount,
        TimeSpan maximumWait,
        CancellationToken cancellationToken = default
    );
}
