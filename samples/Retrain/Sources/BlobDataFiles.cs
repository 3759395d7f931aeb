using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Retrain.Sources;

/// <summary>Files of a blob container, copied into a folder that is deleted at the end.</summary>
internal sealed class BlobDataFiles : DataFiles
{
    private readonly BlobContainerClient _container;
    private readonly PinnedDownload _download;
    private readonly string _copies = Directory.CreateTempSubdirectory("retrain-").FullName;

    public BlobDataFiles(RetrainOptions options, string connectionString, Action<string> onStep)
        : base(options)
    {
        _container = Connect(connectionString, options.Container);
        _download = new PinnedDownload(_container, onStep);
    }

    public override void Dispose()
    {
        base.Dispose();
        Directory.Delete(_copies, recursive: true);
    }

    protected override async Task<IReadOnlyList<string>> FetchFolderAsync(
        string folder,
        CancellationToken cancellationToken
    )
    {
        var paths = new List<string>();
        var prefix = new GetBlobsOptions { Prefix = $"{folder}/data" };
        await foreach (var blob in _container.GetBlobsAsync(prefix, cancellationToken))
        {
            var fileName = blob.Name[(folder.Length + 1)..];
            if (IsData(fileName))
            {
                var path = Path.Combine(_copies, folder, fileName);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await _download.RunAsync(blob.Name, path, cancellationToken);
                paths.Add(path);
            }
        }
        return paths;
    }

    private static BlobContainerClient Connect(string connectionString, string container)
    {
        try
        {
            return new BlobContainerClient(connectionString, container);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            // Not repeated: it may hold a key.
            throw new RetrainFailure(
                "--blobs is not the connection string of a storage account: copy it whole, in quotes, from the account's access keys."
            );
        }
    }
}
