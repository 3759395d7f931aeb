using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace ModelData.HubClient;

/// <summary>Sends through the official client, over one link to the hub and one to each partition that is named.</summary>
internal sealed class HubSender : IHubSender
{
    private readonly EventHubConnection _connection;
    private readonly EventHubProducerClient _client;

    /// <param name="connection">The connection; closed with the sender.</param>
    /// <param name="retries">How the official client tries again. Whoever has rounds of its own says never: one policy decides.</param>
    public HubSender(EventHubConnection connection, EventHubsRetryOptions retries)
    {
        _connection = connection;
        _client = new EventHubProducerClient(connection, new EventHubProducerClientOptions { RetryOptions = retries });
    }

    public async Task<long> GetMaximumEventBytesAsync(SendTarget target, CancellationToken cancellationToken)
    {
        var options = new CreateBatchOptions { PartitionId = target.PartitionId, PartitionKey = target.PartitionKey };
        try
        {
            using EventDataBatch batch = await _client
                .CreateBatchAsync(options, cancellationToken)
                .ConfigureAwait(false);
            return batch.MaximumSizeInBytes;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw HubErrors.Map(e);
        }
    }

    public async Task<IReadOnlyList<string>> GetPartitionIdsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _client.GetPartitionIdsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw HubErrors.Map(e);
        }
    }

    public async Task SendAsync(EventData data, SendTarget target)
    {
        var options = new SendEventOptions { PartitionId = target.PartitionId, PartitionKey = target.PartitionKey };
        try
        {
            // Not as a batch: that encodes the event a second time.
            await _client.SendAsync([data], options, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw HubErrors.MapSend(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.CloseAsync().ConfigureAwait(false);
        await _connection.CloseAsync().ConfigureAwait(false);
    }
}
