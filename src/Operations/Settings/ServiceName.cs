namespace ModelData.Operations.Settings;

/// <summary>Which web service is meant, by the name of its settings blob: each part is escaped as in the layout, so that it can be printed.</summary>
/// <param name="BlobName">The blob's name within the container.</param>
public sealed record ServiceName(string BlobName)
{
    private const string Extension = ".json";

    /// <summary>The name of a web service in a workspace.</summary>
    /// <exception cref="CommandFailedException">A name is not legal.</exception>
    public static ServiceName Of(string workspace, string service)
    {
        if (
            !CollectionAddress.TryParseWorkspace(
                workspace,
                out string? subscription,
                out string? group,
                out string? name
            )
        )
        {
            throw new CommandFailedException(
                "--workspace takes <subscription>/<resource group>/<workspace>, for example default/default/default."
            );
        }
        try
        {
            return new ServiceName(ServiceSettings.BlobName(subscription, group, name, service));
        }
        catch (ArgumentException e)
        {
            throw new CommandFailedException($"There can be no such web service: {e.Message}", e);
        }
    }

    /// <summary>The name of a web service as <see cref="ToString"/> prints it.</summary>
    /// <exception cref="CommandFailedException">No web service is called so.</exception>
    public static ServiceName OfPath(string path) =>
        From(path + Extension)
        ?? throw new CommandFailedException(
            $"'{path}' is no web service: give its name and --workspace, or <subscription>/<resource group>/<workspace>/<service> as "
                + "`modeldata services list` prints it, where other characters than letters, digits, '-', '_' and '.' stand as ~ and two digits."
        );

    /// <summary>The name of a web service whose document lies in a blob; null when it is no settings blob.</summary>
    public static ServiceName? From(string blobName) =>
        ServiceSettings.TryParseBlobName(blobName, out _, out _, out _, out _) ? new ServiceName(blobName) : null;

    /// <summary>The names of which it is made, as they are.</summary>
    public (string Subscription, string ResourceGroup, string Workspace, string Service) Names() =>
        ServiceSettings.TryParseBlobName(
            BlobName,
            out string? subscription,
            out string? group,
            out string? workspace,
            out string? service
        )
            ? (subscription, group, workspace, service)
            : throw new InvalidOperationException($"{BlobName} is not the name of a settings blob.");

    /// <summary>The workspace and the web service, each part escaped.</summary>
    public override string ToString() => BlobName[..^Extension.Length];
}
