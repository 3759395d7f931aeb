using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ModelData.Operations.Files;

/// <summary>Reads how the selected folders are.</summary>
public static class FolderStatusReader
{
    public static async Task<List<FolderStatus>> ReadAsync(
        BlobContainerClient container,
        FileFilter filter,
        CancellationToken cancellationToken
    )
    {
        List<DataFile> files = await FolderListing.ReadAsync(container, filter, cancellationToken);
        var folders = new List<FolderStatus>();
        foreach (IGrouping<string, DataFile> folder in files.GroupBy(file => file.Folder, StringComparer.Ordinal))
        {
            DataFile? manifest = folder.FirstOrDefault(file => file.IsManifest);
            ReadOnlyMemory<byte>? bytes = manifest is null
                ? null
                : await ReadManifestAsync(container.GetBlobClient(manifest.Path), cancellationToken);
            folders.Add(FolderStatus.Of([.. folder], bytes));
        }
        return folders;
    }

    /// <summary>The document, or nothing readable when it is longer than any manifest; null when it is gone.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadManifestAsync(
        BlobClient blob,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var options = new BlobDownloadOptions { Range = new HttpRange(0, FolderManifest.MaxBytes + 1) };
            BlobDownloadResult document = await blob.DownloadContentAsync(options, cancellationToken);
            return document.Content.ToMemory();
        }
        catch (RequestFailedException e) when (e.Status == 416)
        {
            return ReadOnlyMemory<byte>.Empty;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }
}
