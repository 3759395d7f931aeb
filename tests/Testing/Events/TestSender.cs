using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace ModelData.Testing;

/// <summary>Sends events to a hub through the official client. Thread-safe.</summary>
/// <param name="connectionString">The namespace.</param>
/// <param name="hub">The hub.</param>
/// <param name="connection">How to connect. Default: as the official client does.</param>
/// <param name="retry">How often and how long to try. Default: as the official client does.</param>
public sealed class TestSender(
    string connectionString,
    string hub,
    EventHubConnectionOptions? connection = null,
    EventHubsRetryOptions? retry = null
) : IAsyncDisposable
{
    private readonly EventHubProducerClient _client = new(
        connectionString,
        hub,
        new EventHubProducerClientOptions
        {
            ConnectionOptions = connection ?? new EventHubConnectionOptions(),
            RetryOptions = retry ?? new EventHubsRetryOptions(),
        }
    );

    /// <summary>Makes an event.</summary>
    public static EventData Create(
        ReadOnlyMemory<byte> body,
        string? contentType,
        string? contentEncoding,
        IEnumerable<KeyValuePair<string, object>> properties
    )
    {
        var data = new EventData(body) { ContentType = contentType };
        data.GetRawAmqpMessage().Properties.ContentEncoding = contentEncoding;
        foreach (var (name, value) in properties)
        {
            // A time with an offset is a type of the official clients' own.
            data.Properties[name] = value is DateTimeOffset time ? time.UtcDateTime : value;
        }

        return data;
    }

    /// <summary>Sends an event to the partition of a key.</summary>
    public Task SendToKeyAsync(EventData data, string key, CancellationToken cancellationToken = default) =>
        _client.SendAsync([data], new SendEventOptions { PartitionKey = key }, cancellationToken);

    /// <summary>Sends events to a partition, as one message.</summary>
    public Task SendToPartitionAsync(
        IEnumerable<EventData> events,
        string partitionId,
        CancellationToken cancellationToken = default
    ) => _client.SendAsync(events, new SendEventOptions { PartitionId = partitionId }, cancellationToken);

    /// <summary>Sends an event to a partition.</summary>
    public Task SendToPartitionAsync(
        EventData data,
        string partitionId,
        CancellationToken cancellationToken = default
    ) => SendToPartitionAsync([data], partitionId, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
