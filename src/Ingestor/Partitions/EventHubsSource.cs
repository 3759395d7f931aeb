using Microsoft.Extensions.Options;
using ModelData.EventHubs;
using ModelData.Ingestor.Hosting;

namespace ModelData.Ingestor.Partitions;

/// <summary>The hub of the configuration.</summary>
internal sealed class EventHubsSource(IOptions<EventHubsSettings> settings, TimeProvider time)
    : IHubSource,
        IAsyncDisposable
{
    private readonly EventHubsConnection _connection = Connect(settings.Value, time);

    public string FullyQualifiedNamespace => _connection.FullyQualifiedNamespace;

    public string HubName => _connection.HubName;

    public string ConsumerGroup => settings.Value.ConsumerGroup;

    public IHubManagement Management => _connection.Management;

    public IPartitionReceiver CreateReceiver(
        string partitionId,
        EventPosition position,
        PartitionReceiverOptions options
    ) => _connection.CreateReceiver(ConsumerGroup, partitionId, position, options);

    /// <summary>What is wrong with the settings, or <see langword="null"/>. Opens nothing.</summary>
    public static string? FindProblem(EventHubsSettings settings)
    {
        try
        {
            _ = Connect(settings, TimeProvider.System);
            return null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return e.Message;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static EventHubsConnection Connect(EventHubsSettings settings, TimeProvider time) =>
        new(settings.ConnectionString, settings.HubName, new EventHubsConnectionOptions { TimeProvider = time });
}
