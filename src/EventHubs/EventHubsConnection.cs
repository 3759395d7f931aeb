using Azure.Core;
using ModelData.EventHubs.Amqp;
using ModelData.EventHubs.Amqp.Connecting;
using ModelData.EventHubs.Authorization;
using ModelData.EventHubs.Management;
using ModelData.EventHubs.Receiving;
using ModelData.EventHubs.Retrying;
using ModelData.EventHubs.Sending;

namespace ModelData.EventHubs;

/// <summary>
/// A connection to one event hub. Opens when first used, opens again after the peer went away. Thread-safe. Dispose it last:
/// its senders and receivers end with it.
/// </summary>
public sealed class EventHubsConnection : IAsyncDisposable
{
    private static readonly TimeSpan ShortestIdleTimeout = TimeSpan.FromSeconds(5);

    private readonly AmqpConnector _connector;
    private readonly OperationRetry _retry;
    private readonly AmqpHubManagement _management;

    /// <summary>Creates a connection; nothing is sent yet.</summary>
    /// <param name="connectionString">
    /// An Event Hubs connection string. <c>UseDevelopmentEmulator=true</c> means plaintext and port 5672, and
    /// this machine unless <see cref="EventHubsConnectionOptions.AllowPlaintext"/> is set; otherwise TLS and 5671.
    /// </param>
    /// <param name="hubName">The hub. Default: the connection string's <c>EntityPath</c>; both must agree when both are given.</param>
    /// <param name="options">Default: see <see cref="EventHubsConnectionOptions"/>.</param>
    /// <exception cref="FormatException">The connection string is malformed; the message names the part, never its value.</exception>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    public EventHubsConnection(
        string connectionString,
        string? hubName = null,
        EventHubsConnectionOptions? options = null
    )
        : this(ConnectionString.Parse(connectionString), hubName, options ?? new EventHubsConnectionOptions()) { }

    /// <summary>Creates a connection that authenticates with Microsoft Entra ID, always over TLS; nothing is sent yet.</summary>
    /// <param name="fullyQualifiedNamespace">The namespace's host, for example <c>name.servicebus.windows.net</c>.</param>
    /// <param name="hubName">The hub.</param>
    /// <param name="credential">
    /// Where tokens come from, for example a <c>DefaultAzureCredential</c>. It is asked for the scope
    /// <c>https://eventhubs.azure.net/.default</c>, again minutes before a token expires, from any thread, one call at a time.
    /// </param>
    /// <param name="options">Default: see <see cref="EventHubsConnectionOptions"/>.</param>
    /// <exception cref="ArgumentException">The namespace is no host name, the hub's name is missing, or the options contradict themselves.</exception>
    public EventHubsConnection(
        string fullyQualifiedNamespace,
        string hubName,
        TokenCredential credential,
        EventHubsConnectionOptions? options = null
    )
        : this(
            AmqpEndpoint.Create(CheckHost(fullyQualifiedNamespace), null, true, options ??= new()),
            CheckName(hubName),
            _ => CreateTokens(credential, options),
            options
        ) { }

    private EventHubsConnection(ConnectionString parts, string? hubName, EventHubsConnectionOptions options)
        : this(
            AmqpEndpoint.Create(parts.Host, parts.Port, parts.UsesTls, options),
            ChooseHub(parts.HubName, hubName),
            addresses => new SasTokenSource(addresses.HubResource, parts, options.TimeProvider),
            options
        ) { }

    private EventHubsConnection(
        AmqpEndpoint endpoint,
        string hubName,
        Func<AmqpAddresses, ITokenSource> createTokens,
        EventHubsConnectionOptions options
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.IdleTimeout, ShortestIdleTimeout, nameof(options));
        FullyQualifiedNamespace = endpoint.Host;
        HubName = hubName;
        _retry = new OperationRetry(options.Retry, options.TimeProvider);
        var addresses = new AmqpAddresses(endpoint.Host, hubName, endpoint.UsesTls);
        _connector = new AmqpConnector(
            new AmqpSettings
            {
                Endpoint = endpoint,
                Addresses = addresses,
                Tokens = createTokens(addresses),
                IdleTimeout = options.IdleTimeout,
                TimeProvider = options.TimeProvider,
                Logger = options.Logger,
            }
        );
        _management = new AmqpHubManagement(_connector, _retry);
    }

    /// <summary>The namespace's host name, without a port.</summary>
    public string FullyQualifiedNamespace { get; }

    /// <summary>The hub's name.</summary>
    public string HubName { get; }

    /// <summary>Reads the properties of the hub and its partitions.</summary>
    public IHubManagement Management => _management;

    /// <summary>Creates a sender; its links attach when first used.</summary>
    public IEventSender CreateSender() => new AmqpEventSender(_connector, _retry);

    /// <summary>Creates a receiver; it attaches at the first receive.</summary>
    /// <param name="consumerGroup">A consumer group of the hub; <c>$Default</c> always exists.</param>
    /// <param name="partitionId">A partition id of the hub.</param>
    /// <param name="position">Where reading starts.</param>
    /// <param name="options">Default: see <see cref="PartitionReceiverOptions"/>.</param>
    public IPartitionReceiver CreateReceiver(
        string consumerGroup,
        string partitionId,
        EventPosition position,
        PartitionReceiverOptions? options = null
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(consumerGroup);
        ArgumentException.ThrowIfNullOrEmpty(partitionId);
        return new AmqpPartitionReceiver(
            _connector,
            _retry,
            consumerGroup,
            partitionId,
            position,
            Copy(options ?? new PartitionReceiverOptions())
        );
    }

    /// <summary>Closes the connection and what was created from it; takes at most a few seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        await _connector.DisposeAsync().ConfigureAwait(false);
        _management.Dispose();
    }

    // In lower case, as in a connection string: what is kept under the name must not depend on how one authenticates.
    private static string CheckHost(string fullyQualifiedNamespace) =>
        Uri.CheckHostName(fullyQualifiedNamespace) != UriHostNameType.Unknown
            ? fullyQualifiedNamespace.ToLowerInvariant()
            : throw new ArgumentException(
                "The namespace is no host name such as name.servicebus.windows.net, without scheme, port and path.",
                nameof(fullyQualifiedNamespace)
            );

    private static string CheckName(string hubName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(hubName);
        return hubName;
    }

    private static CredentialTokenSource CreateTokens(TokenCredential credential, EventHubsConnectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new CredentialTokenSource(credential, options.TimeProvider);
    }

    private static string ChooseHub(string? fromString, string? argument)
    {
        if (
            fromString is not null
            && argument is not null
            && !fromString.Equals(argument, StringComparison.OrdinalIgnoreCase)
        )
        {
            throw new FormatException("Event Hubs connection string: EntityPath and the given hub name differ.");
        }

        return argument
            ?? fromString
            ?? throw new FormatException(
                "Event Hubs connection string: EntityPath is missing, and no hub name is given."
            );
    }

    private static PartitionReceiverOptions Copy(PartitionReceiverOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PrefetchBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PrefetchCount, 1, nameof(options));
        return new PartitionReceiverOptions
        {
            OwnerLevel = options.OwnerLevel,
            Identifier = options.Identifier,
            PrefetchBytes = options.PrefetchBytes,
            PrefetchCount = options.PrefetchCount,
            ReusesMemory = options.ReusesMemory,
            OnAttached = options.OnAttached,
        };
    }
}
