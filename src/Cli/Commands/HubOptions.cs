using System.CommandLine;
using Azure.Identity;
using Azure.Messaging.EventHubs;
using ModelData.Ingestion.Settings;

namespace ModelData.Cli.Commands;

/// <summary>The hub that a command sends to or reads.</summary>
/// <param name="context">Where environment variables and the clock are.</param>
/// <param name="right">The right that the command needs: send or listen.</param>
internal sealed class HubOptions(CommandContext context, string right)
{
    private const string Section = EventHubsSettings.Section + "__";
    private const string ConnectionStringVariable = Section + nameof(EventHubsSettings.ConnectionString);
    private const string NamespaceVariable = Section + nameof(EventHubsSettings.FullyQualifiedNamespace);
    private const string NameVariable = Section + nameof(EventHubsSettings.HubName);
    private const string TransportVariable = Section + nameof(EventHubsSettings.TransportType);
    private const string PlaintextVariable = Section + nameof(EventHubsSettings.AllowPlaintext);
    private const string EndpointVariable = Section + nameof(EventHubsSettings.CustomEndpointAddress);

    private readonly Option<string?> _hub = new("--hub")
    {
        Description =
            $"An Event Hubs connection string with the {right} right; or a namespace such as name.servicebus.windows.net, where you "
            + $"authenticate as your own identity. Default: the environment variable {ConnectionStringVariable}, else "
            + $"{NamespaceVariable}, which keeps the key out of the list of processes.",
        HelpName = "namespace",
    };

    private readonly Option<string?> _name = new("--hub-name")
    {
        Description =
            $"The hub. Default: the environment variable {NameVariable}, else the EntityPath of the connection string.",
        HelpName = "name",
    };

    public void AddTo(Command command)
    {
        command.Add(_hub);
        command.Add(_name);
    }

    /// <summary>The hub to send to; nothing is sent yet.</summary>
    /// <exception cref="CommandFailedException">No hub is given, or a setting is malformed.</exception>
    public EventHubConnection Open(ParseResult arguments) => Read(arguments).Connect(new DefaultAzureCredential());

    /// <summary>The worker's settings for the hub.</summary>
    /// <exception cref="CommandFailedException">No hub is given, or a setting is malformed.</exception>
    public EventHubsSettings Read(ParseResult arguments)
    {
        (string text, string source) =
            arguments.GetValue(_hub) is { } given ? (given, _hub.Name)
            : Set(ConnectionStringVariable) is { } connection ? (connection, ConnectionStringVariable)
            : Set(NamespaceVariable) is { } name ? (name, NamespaceVariable)
            : throw new CommandFailedException(
                $"No hub is given: set {ConnectionStringVariable} or {NamespaceVariable}, or use --hub <connection string or namespace>."
            );
        bool isNamespace = IsNamespace(text, source);
        var settings = new EventHubsSettings
        {
            ConnectionString = isNamespace ? "" : text,
            FullyQualifiedNamespace = isNamespace ? text : "",
            HubName = arguments.GetValue(_name) ?? Set(NameVariable),
            TransportType = ReadTransport(),
            CustomEndpointAddress = ReadEndpoint(),
            AllowPlaintext = ReadAllowPlaintext(),
        };
        if (isNamespace && settings.HubName is null)
        {
            throw new CommandFailedException(
                $"No hub is given beside the namespace: set {NameVariable}, or use --hub-name <name>."
            );
        }
        // The client's messages name parts and never values.
        return settings.FindProblem() is { } problem
            ? throw new CommandFailedException($"{source} cannot be used: {problem}")
            : settings;
    }

    // The text may be a key that stands in the wrong place: it is not shown.
    private static bool IsNamespace(string text, string source)
    {
        bool isHost = Uri.CheckHostName(text) != UriHostNameType.Unknown;
        bool isWhole = isHost && (text.Contains('.') || text.Contains(':') || text == "localhost");
        return source switch
        {
            ConnectionStringVariable => isHost
                ? throw new CommandFailedException(
                    $"{source} is no connection string, which begins with Endpoint=sb:// and has SharedAccessKeyName and SharedAccessKey. "
                        + $"A namespace stands in {NamespaceVariable}."
                )
                : false,
            NamespaceVariable => text.Contains('=')
                ? throw new CommandFailedException(
                    $"{source} is no host name such as name.servicebus.windows.net. A connection string stands in {ConnectionStringVariable}."
                )
                : true,
            _ => isHost && !isWhole
                ? throw new CommandFailedException(
                    $"{source} takes a connection string, which begins with Endpoint=sb://, or the host name of a namespace such as "
                        + "name.servicebus.windows.net: what is given is neither."
                )
                : isHost,
        };
    }

    private EventHubsTransportType ReadTransport() =>
        Set(TransportVariable) is not { } text ? default
        : Enum.TryParse(text, ignoreCase: true, out EventHubsTransportType type) ? type
        : throw new CommandFailedException(
            $"{TransportVariable} is one of {string.Join(", ", Enum.GetNames<EventHubsTransportType>())}."
        );

    private Uri? ReadEndpoint() =>
        Set(EndpointVariable) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? address) ? address
        : throw new CommandFailedException($"{EndpointVariable} is an address such as sb://gateway.example.net:5671.");

    private bool ReadAllowPlaintext() =>
        Set(PlaintextVariable) is { } text
        && (
            bool.TryParse(text, out bool isAllowed)
                ? isAllowed
                : throw new CommandFailedException($"{PlaintextVariable} is true or false.")
        );

    private string? Set(string name) => context.Set(name);
}
