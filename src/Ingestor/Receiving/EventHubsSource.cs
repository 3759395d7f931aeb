using Azure.Core;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Options;
using ModelData.HubClient;
using ModelData.Ingestor.Hosting;

namespace ModelData.Ingestor.Receiving;

/// <summary>The hub of the configuration.</summary>
internal sealed class EventHubsSource(IOptions<EventHubsSettings> settings, TokenCredential credential)
    : IHubSource,
        IAsyncDisposable
{
    // What is only checked asks for no token.
    private static readonly TokenCredential NoCredential = DelegatedTokenCredential.Create((_, _) => default);

    private readonly EventHubConnection _connection = TargetOf(settings.Value, credential).Connect();
    private readonly HubManagement _management = new(TargetOf(settings.Value, credential).Connect());

    public string FullyQualifiedNamespace => _connection.FullyQualifiedNamespace;

    public string HubName => _connection.EventHubName;

    public string ConsumerGroup => settings.Value.ConsumerGroup;

    public IHubManagement Management => _management;

    public IPartitionReceiver CreateReceiver(
        string partitionId,
        EventPosition position,
        PartitionReceiverOptions options
    ) => new HubReceiver(_connection, _management, ConsumerGroup, partitionId, position, options);

    /// <summary>What is wrong with the settings, or <see langword="null"/>. Opens nothing.</summary>
    public static string? FindProblem(EventHubsSettings settings)
    {
        try
        {
            _ = TargetOf(settings, NoCredential).Connect();
            return null;
        }
        catch (ArgumentException e) when (e.ParamName == nameof(HubTarget.AllowPlaintext))
        {
            return "UseDevelopmentEmulator=true means without encryption, and the host is not this machine: leave it out, or set "
                + $"{EventHubsSettings.Section}__{nameof(settings.AllowPlaintext)}=true where everybody on the way may read keys and rows.";
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            // Without the name of a parameter, which is no setting.
            return e.Message.Split(" (Parameter")[0];
        }
    }

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

    /// <summary>The hub of the settings, for the official client.</summary>
    public static HubTarget TargetOf(EventHubsSettings settings, TokenCredential credential) =>
        new()
        {
            ConnectionString = settings.FullyQualifiedNamespace.Length > 0 ? "" : settings.ConnectionString,
            FullyQualifiedNamespace = settings.FullyQualifiedNamespace,
            HubName = settings.HubName,
            Credential = credential,
            TransportType = settings.TransportType,
            CustomEndpointAddress = settings.CustomEndpointAddress,
            AllowPlaintext = settings.AllowPlaintext,
        };
}
