using Azure.Core;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Options;
using ModelData.HubClient;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Reading.Receiving;

/// <summary>The hub of the configuration.</summary>
internal sealed class EventHubsSource(IOptions<EventHubsSettings> settings, TokenCredential credential)
    : IHubSource,
        IAsyncDisposable
{
    private readonly EventHubConnection _connection = settings.Value.TargetAs(credential).Connect();
    private readonly HubManagement _management = new(settings.Value.TargetAs(credential).Connect());

    public string FullyQualifiedNamespace => _connection.FullyQualifiedNamespace;

    public string HubName => _connection.EventHubName;

    public string ConsumerGroup => settings.Value.ConsumerGroup;

    public IHubManagement Management => _management;

    public IPartitionReceiver CreateReceiver(
        string partitionId,
        EventPosition position,
        PartitionReceiverOptions options
    ) => new HubReceiver(_connection, _management, ConsumerGroup, partitionId, position, options);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _management.DisposeAsync();
        }
        finally
        {
            await _connection.CloseAsync();
        }
    }
}
