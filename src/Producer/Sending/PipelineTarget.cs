using ModelData.HubClient;

namespace ModelData.Producer.Sending;

/// <summary>Where a pipeline sends: options, completed by environment variables.</summary>
internal static class PipelineTarget
{
    private const string Section = "ModelData__EventHubs__";
    private const string ConnectionStringVariable = Section + nameof(HubTarget.ConnectionString);
    private const string NamespaceVariable = Section + nameof(HubTarget.FullyQualifiedNamespace);
    private const string HubNameVariable = Section + nameof(HubTarget.HubName);
    private const string AllowPlaintextVariable = Section + nameof(HubTarget.AllowPlaintext);

    public static HubTarget From(EventHubsTargetOptions options, Func<string, string?> readEnvironment) =>
        new()
        {
            ConnectionString =
                Given(options.ConnectionString)
                // A namespace in the options goes before a connection string in the environment.
                ?? (
                    Given(options.FullyQualifiedNamespace) is null
                        ? Given(readEnvironment(ConnectionStringVariable))
                        : null
                )
                ?? "",
            FullyQualifiedNamespace =
                Given(options.FullyQualifiedNamespace) ?? Given(readEnvironment(NamespaceVariable)) ?? "",
            HubName = Given(options.HubName) ?? Given(readEnvironment(HubNameVariable)),
            Credential = options.GetCredential(),
            TransportType = options.TransportType,
            CustomEndpointAddress = options.CustomEndpointAddress,
            AllowPlaintext =
                options.AllowPlaintext
                || (bool.TryParse(readEnvironment(AllowPlaintextVariable), out bool isAllowed) && isAllowed),
        };

    /// <summary>What is missing, for a person; null when a connection can be made.</summary>
    public static string? FindGap(HubTarget target) =>
        target.ConnectionString.Length > 0 ? null
        : target.FullyQualifiedNamespace.Length == 0
            ? $"there is no connection string. Set {ConnectionStringVariable}, or {NamespaceVariable} and a credential."
        : target.Credential is null
            ? $"{NamespaceVariable} needs a credential: call EventHubs.UseCredential of the options, or add a TokenCredential to the services."
        : target.HubName is null ? $"{NamespaceVariable} needs a hub: set {HubNameVariable}."
        : null;

    // What comes from a file or a secret often ends with a line break, and may begin with a byte order mark.
    private static string? Given(string? text) => text?.Trim('\uFEFF').Trim() is { Length: > 0 } given ? given : null;
}
