using Azure.Messaging.EventHubs;

namespace ModelData.HubClient;

/// <summary>Sends events to a hub, each attempt with a known kind of end. Thread-safe.</summary>
internal interface IHubSender : IAsyncDisposable
{
    /// <summary>The largest event that the link to the hub takes, in bytes, encoded. Opens the link where there is none.</summary>
    /// <exception cref="HubException">The link could not be opened.</exception>
    Task<long> GetMaximumEventBytesAsync(CancellationToken cancellationToken);

    /// <summary>The ids of the hub's partitions.</summary>
    /// <exception cref="HubException">They could not be read.</exception>
    Task<IReadOnlyList<string>> GetPartitionIdsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Sends an event. There is no way to cancel it: an event that was accepted could then look like one that was not. The same event sent again is the
    /// same bytes: what the official client adds where there is tracing, it adds once.
    /// </summary>
    /// <param name="data">The event. Its body is not copied, and may be read by a stuck connection for as long as no send of it has been answered.</param>
    /// <param name="target">Where it goes.</param>
    /// <exception cref="HubException">Not accepted; <see cref="HubException.IsOutcomeUnknown"/> tells whether it may be stored all the same.</exception>
    Task SendAsync(EventData data, SendTarget target);
}
