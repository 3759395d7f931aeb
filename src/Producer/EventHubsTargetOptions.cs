using Azure.Core;
using Azure.Messaging.EventHubs;

namespace ModelData.Producer;

/// <summary>
/// Where collected rows are sent: a connection string, or a namespace, a hub and a credential. What is missing or malformed is logged as
/// one error, and collection stays off.
/// </summary>
public sealed class EventHubsTargetOptions
{
    private TokenCredential? _credential;

    /// <summary>
    /// The connection string of the namespace or hub; needs the right to send. Default: the environment variable
    /// <c>ModelData__EventHubs__ConnectionString</c>.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// The namespace's host, for example <c>name.servicebus.windows.net</c>, where a credential authenticates (<see cref="UseCredential"/>); used when there is
    /// no connection string. Default: the environment variable <c>ModelData__EventHubs__FullyQualifiedNamespace</c>.
    /// </summary>
    public string? FullyQualifiedNamespace { get; set; }

    /// <summary>
    /// The hub's name. Default: the environment variable <c>ModelData__EventHubs__HubName</c>, else the connection string's <c>EntityPath</c>.
    /// </summary>
    public string? HubName { get; set; }

    /// <summary>What carries AMQP: TCP, or WebSockets on port 443 through the system's proxy. Default: TCP.</summary>
    public EventHubsTransportType TransportType { get; set; }

    /// <summary>Where to connect in place of the namespace, for example <c>sb://gateway.example.net:5671</c>. Default: the namespace.</summary>
    public Uri? CustomEndpointAddress { get; set; }

    /// <summary>
    /// Whether a connection string with <c>UseDevelopmentEmulator=true</c>, which means without encryption, may lead to another machine than this
    /// one. Default: the
    /// environment variable <c>ModelData__EventHubs__AllowPlaintext</c>, else no.
    /// </summary>
    public bool AllowPlaintext { get; set; }

    /// <summary>Who sends. No property: configuration would be bound to it.</summary>
    internal TokenCredential? GetCredential() => _credential;

    /// <summary>
    /// Says who sends to <see cref="FullyQualifiedNamespace"/>, for example a <c>DefaultAzureCredential</c> of the package <c>Azure.Identity</c>,
    /// which this one does not bring. Default: with <c>AddModelDataCollection</c> the <see cref="TokenCredential"/> of the services, if
    /// there is one.
    /// </summary>
    /// <param name="credential">Where tokens come from. Collectors with the same one share a connection.</param>
    public void UseCredential(TokenCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        _credential = credential;
    }
}
