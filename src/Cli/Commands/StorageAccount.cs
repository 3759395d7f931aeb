using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using ModelData.Ingestion.Blobs;

namespace ModelData.Cli.Commands;

/// <summary>A storage account: a connection string, or an address that is opened as the user's own identity.</summary>
/// <param name="text">The one or the other; a connection string holds a key.</param>
internal sealed class StorageAccount(string text)
{
    private const int LookRetries = 2;
    private static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RowsTimeout = TimeSpan.FromSeconds(60);

    private readonly Lazy<TokenCredential> _credential = new(() => new DefaultAzureCredential());

    /// <summary>A container, whether it exists or not.</summary>
    /// <param name="container">Its name.</param>
    /// <exception cref="CommandFailedException">The connection string or address is malformed.</exception>
    // Somebody waits: storage that says nothing is told within half a minute.
    public BlobContainerClient Open(string container) => Open(container, LookRetries, LookTimeout);

    /// <summary>A container for the worker's code, which writes large blocks.</summary>
    /// <param name="container">Its name.</param>
    /// <param name="retries">How often a request is repeated; 0 for commits.</param>
    /// <exception cref="CommandFailedException">The connection string or address is malformed.</exception>
    public BlobContainerClient OpenForRows(string container, int retries) => Open(container, retries, RowsTimeout);

    /// <summary>A container for a look at a pipeline, which has ten seconds for all: what does not answer at once is said rather than waited for.</summary>
    /// <param name="container">Its name.</param>
    /// <exception cref="CommandFailedException">The connection string or address is malformed.</exception>
    public BlobContainerClient OpenForStatus(string container) => Open(container, retries: 1, LookTimeout);

    /// <summary>Never the key.</summary>
    public override string ToString() => "storage account";

    private BlobContainerClient Open(string container, int retries, TimeSpan timeout)
    {
        var options = new BlobClientOptions { Transport = StorageTransport.Shared };
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = retries;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.NetworkTimeout = timeout;
        try
        {
            bool isAddress = StorageAccess.IsServiceUri(text);
            return StorageAccess.Open(
                isAddress ? "" : text,
                isAddress ? text : "",
                container,
                _credential.Value,
                options
            );
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            // The text holds a key: neither it nor a message that may quote it is shown.
            throw new CommandFailedException(
                "The storage connection string is malformed: it needs AccountName, AccountKey and EndpointSuffix, or BlobEndpoint. "
                    + "An address must be https, without a query."
            );
        }
    }
}
