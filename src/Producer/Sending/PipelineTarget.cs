using ModelData.HubClient;

namespace ModelData.Producer.Sending;

/// <summary>Where a pipeline sends.</summary>
internal static class PipelineTarget
{
    private const string Section = "ModelData__EventHubs__";
    private const string ConnectionString = Section + nameof(HubTarget.ConnectionString);
    private const string Namespace = Section + nameof(HubTarget.FullyQualifiedNamespace);
    private const string Hub = Section + nameof(HubTarget.HubName);

    public static HubTarget From(EventHubsTargetOptions options) =>
        new()
        {
            ConnectionString = Given(options.ConnectionString) ?? "",
            FullyQualifiedNamespace = Given(options.FullyQualifiedNamespace) ?? "",
            HubName = Given(options.HubName),
            Credential = options.GetCredential(),
            TransportType = options.TransportType,
            CustomEndpointAddress = options.CustomEndpointAddress,
            AllowPlaintext = options.AllowPlaintext,
        };

    /// <summary>What is missing, for a person; null when a connection can be made.</summary>
    public static string? FindGap(HubTarget target) =>
        target.ConnectionString.Length > 0 ? null
        : target.FullyQualifiedNamespace.Length == 0
            ? $"there is no connection string. Set {ConnectionString}, or {Namespace} and a credential."
        : target.Credential is null
            ? $"{Namespace} needs a credential: call EventHubs.UseCredential of the options, or add a TokenCredential to the services."
        : target.HubName is null ? $"{Namespace} needs a hub: set {Hub}."
        : null;

    // What comes from a file or a secret often ends with a line break, and may begin with a byte order mark.
    private static string? Given(string? text) => text?.Trim('\uFEFF').Trim() is { Length: > 0 } given ? given : null;
}
