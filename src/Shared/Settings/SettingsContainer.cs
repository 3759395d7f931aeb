using System.Diagnostics.CodeAnalysis;

namespace ModelData;

/// <summary>
/// The container of settings blobs by its URI, with or without a shared access signature (SAS). The signature is a secret: neither
/// <see cref="ToString"/> nor a problem shows it. Immutable and thread-safe.
/// </summary>
public sealed class SettingsContainer
{
    /// <summary>The name of the container by default: <c>modeldata-settings</c>.</summary>
    public const string DefaultName = "modeldata-settings";

    private const string Accepted = "https://<account>.blob.core.windows.net/" + DefaultName + " is accepted";

    private const string Signature = "sig=";

    private readonly Uri _container;

    private SettingsContainer(Uri container) => _container = container;

    /// <summary>Whether the URI has a shared access signature; if not, a bearer token is needed.</summary>
    public bool HasSas => _container.Query.Length > 0;

    /// <summary>Reads the URI of a container.</summary>
    /// <param name="text">
    /// For example <c>https://account.blob.core.windows.net/modeldata-settings</c>, a SAS behind <c>?</c>. Plain http only to this machine, for an emulator.
    /// White space around it does not count.
    /// </param>
    /// <param name="container">The container.</param>
    /// <param name="problem">What is wrong and what is accepted, without what follows <c>?</c>: for a person and fit for a log.</param>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out SettingsContainer? container,
        [NotNullWhen(false)] out string? problem
    )
    {
        // What is no URI is not shown: it may be a key or a signature that stands in the wrong place.
        problem = Uri.TryCreate(text?.Trim().Trim('\uFEFF'), UriKind.Absolute, out Uri? uri)
            ? ProblemOf(uri)
            : $"The address of the settings container is no URI; {Accepted}.";
        container = problem is null ? new SettingsContainer(uri!) : null;
        return container is not null;
    }

    /// <summary>The URI without its signature.</summary>
    public override string ToString() => _container.GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <summary>The URI of a blob, with the signature: never show it.</summary>
    /// <param name="blobName">The name within the container: of unreserved characters and slashes, so that it is its own escape.</param>
    internal Uri UriOf(string blobName) => new($"{this}/{blobName}{_container.Query}");

    /// <summary>A message of somebody else, which may hold the URI, without the signature.</summary>
    internal string Hide(string message) =>
        HasSas
            ? _container
                .Query.TrimStart('?')
                .Split('&')
                .Where(it => it.StartsWith(Signature, StringComparison.OrdinalIgnoreCase))
                .Select(it => it[Signature.Length..])
                .Where(it => it.Length > 0)
                .SelectMany(it => (string[])[it, Uri.UnescapeDataString(it)])
                .Aggregate(message, (shown, it) => shown.Replace(it, "***", StringComparison.Ordinal))
            : message;

    private static string? ProblemOf(Uri uri)
    {
        string shown = Shown.Text(uri.Host);
        if (uri.Scheme != Uri.UriSchemeHttps && (uri.Scheme != Uri.UriSchemeHttp || !uri.IsLoopback))
        {
            return $"The address of the settings container, {shown}, is not https; {Accepted}, and http to this machine only.";
        }
        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            return $"The address of the settings container, {shown}, has a user or a fragment; {Accepted}.";
        }
        // An emulator has the account's name in the path.
        string[] path = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path.Length is < 1 or > 2)
        {
            return $"The address of the settings container, {shown}, must name the container and nothing in it; {Accepted}.";
        }
        bool isSas = uri.Query.TrimStart('?').Split('&').Any(IsSignature);
        return uri.Query.Length == 0 || isSas
            ? null
            : $"What follows ? in the address of the settings container, {shown}, is no shared access signature: it has no sig.";
    }

    private static bool IsSignature(string parameter) =>
        parameter.StartsWith(Signature, StringComparison.OrdinalIgnoreCase) && parameter.Length > Signature.Length;
}
