using Azure.Core;
using Azure.Messaging.EventHubs;
using ModelData.Producer.Configuration;

namespace ModelData.Producer;

/// <summary>
/// Where collected rows are sent: a connection string, or a namespace, a hub and a credential. What is missing or malformed is logged as
/// one error, and collection stays off. What nobody sets comes from the environment variables <c>ModelData__EventHubs__*</c>.
/// </summary>
public sealed class EventHubsTargetOptions
{
    private TokenCredential? _credential;

    /// <summary>
    /// The connection string of the namespace or hub; needs the right to send. Never logged. Default: none.
    /// </summary>
    public string? ConnectionString
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>
    /// The namespace's host, for example <c>name.servicebus.windows.net</c>, where a credential authenticates (<see cref="UseCredential"/>); used when there is
    /// no connection string. One that is given here goes before a connection string in the environment.
    /// </summary>
    public string? FullyQualifiedNamespace
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>
    /// The hub's name. Default: the connection string's <c>EntityPath</c>.
    /// </summary>
    public string? HubName
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>What carries AMQP: TCP, or WebSockets on port 443 through the system's proxy. Default: TCP.</summary>
    public EventHubsTransportType TransportType
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>Where to connect in place of the namespace, for example <c>sb://gateway.example.net:5671</c>. Default: the namespace.</summary>
    public Uri? CustomEndpointAddress
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>
    /// Whether a connection string with <c>UseDevelopmentEmulator=true</c>, which means without encryption, may lead to another machine than this
    /// one. Default: no.
    /// </summary>
    public bool AllowPlaintext
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>The options that were set.</summary>
    internal GivenOptions Given { get; private set; } = new();

    internal EventHubsTargetOptions Copy()
    {
        EventHubsTargetOptions copy = (EventHubsTargetOptions)MemberwiseClone();
        copy.Given = new GivenOptions(Given);
        return copy;
    }

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
