using Azure.Messaging.EventHubs;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// The hub to read. Section <c>EventHubs</c>. Either a connection string, or a namespace and a hub: then the worker authenticates as
/// the identity that it runs under.
/// </summary>
internal sealed class EventHubsSettings
{
    public const string Section = "EventHubs";

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
}
