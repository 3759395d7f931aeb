using Azure.Core;
using Azure.Messaging.EventHubs;
using ModelData.HubClient;

namespace ModelData.Ingestion.Settings;

/// <summary>
/// The hub to read. Section <c>EventHubs</c>. Either a connection string, or a namespace and a hub: then the worker authenticates as
/// the identity that it runs under.
/// </summary>
public sealed class EventHubsSettings
{
    public const string Section = "EventHubs";

    // What is only checked asks for no token.
    private static readonly TokenCredential NoCredential = DelegatedTokenCredential.Create((_, _) => default);

    /// <summary>An Event Hubs connection string with the listen right.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The namespace's host, for example <c>name.servicebus.windows.net</c>, in place of a connection string.</summary>
    public string FullyQualifiedNamespace { get; set; } = "";

    /// <summary>The hub. Default: the connection string's <c>EntityPath</c>.</summary>
    public string? HubName { get; set; }

    /// <summary>The consumer group; no other program should read with it.</summary>
    public string ConsumerGroup { get; set; } = "$Default";

    /// <summary>What carries AMQP. Over WebSockets the system's proxy is used (<c>HTTPS_PROXY</c>, <c>NO_PROXY</c>).</summary>
    public EventHubsTransportType TransportType { get; set; }

    /// <summary>Where to connect in place of the namespace, for example <c>sb://gateway.example.net:5671</c>. Default: the namespace.</summary>
    public Uri? CustomEndpointAddress { get; set; }

    /// <summary>Whether <c>UseDevelopmentEmulator=true</c>, which means without encryption, may name another machine than this one.</summary>
    public bool AllowPlaintext { get; set; }

    /// <summary>The retention of the hub as it was set there; only used to say how long rows can wait. Default: not known.</summary>
    [DurationWithin("01:00:00", "90.00:00:00")]
    public TimeSpan? Retention { get; set; }

    /// <summary>What is wrong with the settings, or <see langword="null"/>. Opens nothing.</summary>
    public string? FindProblem()
    {
        try
        {
            _ = TargetAs(NoCredential).Connect();
            return null;
        }
        catch (ArgumentException e) when (e.ParamName == nameof(HubTarget.AllowPlaintext))
        {
            return "UseDevelopmentEmulator=true means without encryption, and the host is not this machine: leave it out, or set "
                + $"{Section}__{nameof(AllowPlaintext)}=true where everybody on the way may read keys and rows.";
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            // Without the name of a parameter, which is no setting.
            return e.Message.Split(" (Parameter")[0];
        }
    }

    /// <summary>A connection of the official client; nothing is sent yet.</summary>
    public EventHubConnection Connect(TokenCredential credential) => TargetAs(credential).Connect();

    /// <summary>The hub of the settings, for the official client.</summary>
    internal HubTarget TargetAs(TokenCredential credential) =>
        new()
        {
            ConnectionString = FullyQualifiedNamespace.Length > 0 ? "" : ConnectionString,
            FullyQualifiedNamespace = FullyQualifiedNamespace,
            HubName = HubName,
            Credential = credential,
            TransportType = TransportType,
            CustomEndpointAddress = CustomEndpointAddress,
            AllowPlaintext = AllowPlaintext,
        };
}
