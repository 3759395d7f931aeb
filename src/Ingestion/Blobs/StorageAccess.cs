using Azure.Core;
using Azure.Storage.Blobs;

namespace ModelData.Ingestion.Blobs;

/// <summary>Opens containers by connection string, or by address and credential.</summary>
public static class StorageAccess
{
    /// <summary>A container, whether it exists or not.</summary>
    /// <param name="connectionString">A storage connection string; empty for an address.</param>
    /// <param name="serviceUri">The account's address.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="credential">Who asks, where an address is given.</param>
    /// <param name="options">How.</param>
    public static BlobContainerClient Open(
        string connectionString,
        string serviceUri,
        string container,
        TokenCredential credential,
        BlobClientOptions options
    ) =>
        connectionString.Length > 0
            ? new BlobContainerClient(connectionString, container, options)
            : new BlobServiceClient(new Uri(serviceUri), credential, options).GetBlobContainerClient(container);

    /// <summary>Whether a text is a connection string of an account, with or without a key that fits.</summary>
    public static bool IsConnectionString(string text)
    {
        try
        {
            return new BlobServiceClient(text).Uri.IsAbsoluteUri;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Whether storage takes a text as the name of a container.</summary>
    public static bool IsContainerName(string text) =>
        text.Length is >= 3 and <= 63
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && text[0] != '-'
        && text[^1] != '-'
        && !text.Contains("--", StringComparison.Ordinal);

    /// <summary>Whether a text is the address of an account: tokens travel over TLS only, and a signature does not belong there.</summary>
    public static bool IsServiceUri(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && uri.Query.Length == 0
        && uri.UserInfo.Length == 0;
}
