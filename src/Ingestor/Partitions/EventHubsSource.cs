using Azure.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.EventHubs;
using ModelData.HubClient;
using ModelData.Ingestor.Hosting;

namespace ModelData.Ingestor.Partitions;

/// <summary>The hub of the configuration.</summary>
internal sealed class EventHubsSource(
    IOptions<EventHubsSettings> settings,
    TokenCredential credential,
    TimeProvider time,
    ILogger<EventHubsConnection> logger
) : IHubSource, IAsyncDisposable
{
    // What is only checked asks for no token.
    private static readonly TokenCredential NoCredential = DelegatedTokenCredential.Create((_, _) => default);

    private readonly EventHubsConnection _connection = Connect(settings.Value, credential, time, logger);
    private readonly Azure.Messaging.EventHubs.EventHubConnection _official = TargetOf(settings.Value, credential)
        .Connect();
    private readonly HubManagement _management = new(TargetOf(settings.Value, credential).Connect());

    public string FullyQualifiedNamespace => _connection.FullyQualifiedNamespace;

    public string HubName => _connection.HubName;

    public string ConsumerGroup => settings.Value.ConsumerGroup;

    public IHubManagement Management => _management;

    public IPartitionReceiver CreateReceiver(
        string partitionId,
        EventPosition position,
        PartitionReceiverOptions options
    ) =>
        Environment.GetEnvironmentVariable("MODELDATA_OWN_RECEIVER") is null
            ? new OfficialReceiver(_official, ConsumerGroup, partitionId, position, options)
            : _connection.CreateReceiver(ConsumerGroup, partitionId, position, options);

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
            await _connection.DisposeAsync();
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

    /// <summary>A connection to the hub of the settings; nothing is sent yet.</summary>
    /// <exception cref="FormatException">The connection string is malformed; the message holds no value.</exception>
    /// <exception cref="ArgumentException">The namespace is no host name, or settings contradict each other.</exception>
    public static EventHubsConnection Connect(
        EventHubsSettings settings,
        TokenCredential credential,
        TimeProvider time,
        ILogger logger
    )
    {
        var options = new EventHubsConnectionOptions
        {
            TransportType = (EventHubsTransportType)settings.TransportType,
            CustomEndpointAddress = settings.CustomEndpointAddress,
            AllowPlaintext = settings.AllowPlaintext,
            TimeProvider = time,
            Logger = logger,
        };
        return settings.FullyQualifiedNamespace.Length > 0
            ? new(settings.FullyQualifiedNamespace, settings.HubName!, credential, options)
            : new(settings.ConnectionString, settings.HubName, options);
    }
}
