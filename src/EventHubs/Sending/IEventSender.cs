namespace ModelData.EventHubs;

/// <summary>Sends events to a hub. Thread-safe; any number of sends may be in flight.</summary>
public interface IEventSender : IAsyncDisposable
{
    /// <summary>The largest encoded event or batch that the link to this target accepts, in bytes.</summary>
    /// <param name="target">Where the events would go.</param>
    /// <param name="cancellationToken">Ends the wait for the link.</param>
    /// <exception cref="EventHubsException">The link could not be attached, in spite of retries.</exception>
    ValueTask<long> GetMaximumMessageBytesAsync(SendTarget target, CancellationToken cancellationToken = default);

    /// <summary>Starts a batch that knows the size limit of its link.</summary>
    /// <param name="target">Where all events of the batch go; they share one partition.</param>
    /// <param name="maximumBytes">A limit below that of the link; an error if above it. Default: that of the link.</param>
    /// <param name="cancellationToken">Ends the wait for the link.</param>
    /// <exception cref="EventHubsException">The link could not be attached, in spite of retries.</exception>
    ValueTask<EventBatch> CreateBatchAsync(
        SendTarget target,
        long? maximumBytes = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Sends all events of a batch atomically: they are stored together, in order, in one partition, or not at all.</summary>
    /// <param name="batch">A batch of this sender, not empty.</param>
    /// <param name="cancellationToken">Ends the wait; the outcome is then unknown.</param>
    /// <exception cref="EventHubsException">
    /// Not accepted, in spite of retries. <see cref="EventHubsException.IsOutcomeUnknown"/> tells whether it may be stored.
    /// </exception>
    Task SendAsync(EventBatch batch, CancellationToken cancellationToken = default);

    /// <summary>Sends one event. Retries resend the same bytes to the same target.</summary>
    /// <param name="eventData">The event.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="cancellationToken">Ends the wait; the outcome is then unknown.</param>
    /// <exception cref="EventHubsException">
    /// Not accepted, in spite of retries. <see cref="EventHubsException.IsOutcomeUnknown"/> tells whether it may be stored.
    /// </exception>
    Task SendAsync(EventData eventData, SendTarget target, CancellationToken cancellationToken = default);
}
