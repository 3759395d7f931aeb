using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Retrain.Sources;

/// <summary>
/// Copies one version of a blob. While the worker writes, a file is replaced by a longer one every few seconds: a download that takes
/// several requests must not mix versions. Each request names the version that it wants; when that one is gone, the service answers 412
/// and the download begins again with the newest.
/// </summary>
internal sealed class PinnedDownload(BlobContainerClient container, Action<string> onStep)
{
    private const int Attempts = 10;

    public async Task RunAsync(string blobName, string path, CancellationToken cancellationToken)
    {
        var blob = container.GetBlobClient(blobName);
        for (var attempt = 1; ; attempt++)
        {
            var properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            var pin = new BlobDownloadToOptions { Conditions = new() { IfMatch = properties.Value.ETag } };
            try
            {
                await blob.DownloadToAsync(path, pin, cancellationToken);
                return;
            }
            catch (RequestFailedException exception) when (exception.Status == 412 && attempt < Attempts)
            {
                onStep($"{blobName} grew while it was read: reading it again");
            }
            catch (RequestFailedException exception) when (exception.Status == 412)
            {
                throw new RetrainFailure(
                    $"{blobName} grew {Attempts} times while it was read. End with a day that is over (--to), or read a snapshot."
                );
            }
        }
    }
}
