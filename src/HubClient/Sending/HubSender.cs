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

    public Task<long> GetMaximumEventBytesAsync(CancellationToken cancellationToken) =>
        AskAsync(
            static async (client, token) =>
            {
                // A batch knows the limit of the link that it is made for, which the official client takes to be that to the hub.
                using EventDataBatch batch = await client.CreateBatchAsync(token).ConfigureAwait(false);
                return batch.MaximumSizeInBytes;
            },
            cancellationToken
        );

    public Task<IReadOnlyList<string>> GetPartitionIdsAsync(CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<string>>(
            static async (client, token) => await client.GetPartitionIdsAsync(token).ConfigureAwait(false),
            cancellationToken
        );

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
        try
        {
            await _client.CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            await _connection.CloseAsync().ConfigureAwait(false);
        }
    }

    private async Task<T> AskAsync<T>(
        Func<EventHubProducerClient, CancellationToken, Task<T>> ask,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await ask(_client, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e)
        {
            throw HubErrors.Map(e);
        }
    }
}
