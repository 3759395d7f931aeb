using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ModelData.Operations.Files;

/// <summary>Finds the files of folders, in the order of their names. Blobs that the layout does not know are passed over.</summary>
public static class FolderListing
{
    public static async Task<List<DataFile>> ReadAsync(
        BlobContainerClient container,
        FileFilter filter,
        CancellationToken cancellationToken,
        IWorkProgress? progress = null
    )
    {
        List<DataFile> files = await ReadAsync(container, filter.Prefix, cancellationToken, progress);
        files.RemoveAll(file => !filter.Matches(file.Location));
        return files;
    }

    public static async Task<List<DataFile>> ReadAsync(
        BlobContainerClient container,
        string prefix,
        CancellationToken cancellationToken,
        IWorkProgress? progress = null
    )
    {
        var files = new List<DataFile>();
        var blobs = container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellationToken);
        await foreach (BlobItem blob in blobs)
        {
            progress?.Add(1);
            if (DataFile.From(blob) is { } file)
            {
                files.Add(file);
            }
        }
        return files;
    }
}
