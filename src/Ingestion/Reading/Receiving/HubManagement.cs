using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using ModelData.HubClient;
using ModelData.Ingestion.Model;
using PartitionProperties = ModelData.Ingestion.Model.PartitionProperties;

namespace ModelData.Ingestion.Reading.Receiving;

/// <summary>Asks the hub about itself through the official client, on a connection of its own. Thread-safe.</summary>
internal sealed class HubManagement : IHubManagement, IAsyncDisposable
{
    private readonly EventHubConnection _connection;
    private readonly EventHubConsumerClient _client;

    // A hub that is away is asked again within the time that a look has. One that throttles asks for longer waits.
    private static readonly EventHubsRetryOptions Retries = new()
    {
        MaximumRetries = 3,
        Delay = TimeSpan.FromSeconds(0.5),
        MaximumDelay = TimeSpan.FromSeconds(1),
        TryTimeout = TimeSpan.FromSeconds(10),
    };

    /// <param name="connection">The connection; closed with this.</param>
    public HubManagement(EventHubConnection connection)
    {
        _connection = connection;
        _client = new EventHubConsumerClient(
            EventHubConsumerClient.DefaultConsumerGroupName,
            connection,
            new EventHubConsumerClientOptions { RetryOptions = Retries }
        );
    }

    public Task<HubProperties> GetHubPropertiesAsync(CancellationToken cancellationToken = default) =>
        AskAsync(
            async client =>
            {
                EventHubProperties hub = await client.GetEventHubPropertiesAsync(cancellationToken);
                return new HubProperties(hub.Name, hub.CreatedOn, hub.PartitionIds);
            },
            cancellationToken
        );

    public Task<PartitionProperties> GetPartitionPropertiesAsync(
        string partitionId,
        CancellationToken cancellationToken = default
    ) =>
        AskAsync(
            async client =>
            {
                var partition = await client.GetPartitionPropertiesAsync(partitionId, cancellationToken);
                return new PartitionProperties(
                    partition.Id,
                    partition.BeginningSequenceNumber,
                    partition.LastEnqueuedSequenceNumber,
                    partition.LastEnqueuedOffsetString,
                    partition.LastEnqueuedTime,
                    partition.IsEmpty
                );
            },
            cancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _client.CloseAsync();
        }
        finally
        {
            await _connection.CloseAsync();
        }
    }

    private async Task<T> AskAsync<T>(Func<EventHubConsumerClient, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            // A connection is opened without regard to the token.
            return await ask(_client).WaitAsync(cancellationToken);
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
