using Azure.Core;
using ModelData.EventHubs;

namespace ModelData.Producer.Sending;

/// <summary>Where a pipeline sends: options, completed by environment variables.</summary>
internal sealed record PipelineTarget(
    string ConnectionString,
    string FullyQualifiedNamespace,
    string? HubName,
    TokenCredential? Credential,
    EventHubsTransportType TransportType,
    Uri? CustomEndpointAddress,
    bool AllowPlaintext = false
)
{
    private const string Section = "ModelData__EventHubs__";
    private const string ConnectionStringVariable = Section + nameof(ConnectionString);
    private const string NamespaceVariable = Section + nameof(FullyQualifiedNamespace);
    private const string HubNameVariable = Section + nameof(HubName);
    private const string AllowPlaintextVariable = Section + nameof(AllowPlaintext);

    public static PipelineTarget From(EventHubsTargetOptions options, Func<string, string?> readEnvironment) =>
        new(
            Given(options.ConnectionString)
                // A namespace in the options goes before a connection string in the environment.
                ?? (
                    Given(options.FullyQualifiedNamespace) is null
                        ? Given(readEnvironment(ConnectionStringVariable))
                        : null
                )
                ?? "",
            Given(options.FullyQualifiedNamespace) ?? Given(readEnvironment(NamespaceVariable)) ?? "",
            Given(options.HubName) ?? Given(readEnvironment(HubNameVariable)),
            options.GetCredential(),
            options.TransportType,
            options.CustomEndpointAddress,
            options.AllowPlaintext
                || (bool.TryParse(readEnvironment(AllowPlaintextVariable), out bool isAllowed) && isAllowed)
        );

    /// <summary>What is missing, for a person; null when a connection can be made.</summary>
    public string? FindGap() =>
        ConnectionString.Length > 0 ? null
        : FullyQualifiedNamespace.Length == 0
            ? $"there is no connection string. Set {ConnectionStringVariable}, or {NamespaceVariable} and a credential."
        : Credential is null
            ? $"{NamespaceVariable} needs a credential: call EventHubs.UseCredential of the options, or add a TokenCredential to the services."
        : HubName is null ? $"{NamespaceVariable} needs a hub: set {HubNameVariable}."
        : null;

    /// <summary>Makes the connection; nothing is sent yet.</summary>
    /// <exception cref="FormatException">The connection string is malformed.</exception>
    /// <exception cref="ArgumentException">The hub's name is missing, or the namespace is no host name.</exception>
    public EventHubsConnection Connect(EventHubsConnectionOptions options)
    {
        options.TransportType = TransportType;
        options.CustomEndpointAddress = CustomEndpointAddress;
        options.AllowPlaintext = AllowPlaintext;
        return ConnectionString.Length > 0
            ? new(ConnectionString, HubName, options)
            : new(FullyQualifiedNamespace, HubName!, Credential!, options);
    }

    /// <summary>Without the connection string, which must not reach a log.</summary>
    public override string ToString() => $"hub {HubName}";

    // What comes from a file or a secret often ends with a line break, and may begin with a byte order mark.
    private static string? Given(string? text) => text?.Trim('\uFEFF').Trim() is { Length: > 0 } given ? given : null;
}
