using Azure.Storage.Blobs;

namespace Quickstart.Proof;

/// <summary>Copies the data files of this run into a local folder of the same shape.</summary>
internal sealed class BlobDownload(BlobContainerClient container, string prefix, string folder)
{
    /// <summary>The folder that the files are copied to.</summary>
    public string Folder => folder;

    /// <summary>Downloads all files as they are now.</summary>
    /// <returns>Names and sizes, sorted by name.</returns>
    public async Task<IReadOnlyList<(string Name, long Bytes)>> RunAsync(CancellationToken cancellationToken)
    {
        var files = new List<(string Name, long Bytes)>();
        if (!await container.ExistsAsync(cancellationToken))
        {
            return files;
        }
        await foreach (var blob in container.GetBlobsAsync(new() { Prefix = prefix }, cancellationToken))
        {
            if (!blob.Name.EndsWith(".csv", StringComparison.Ordinal))
            {
                continue;
            }
            var path = Path.Combine(folder, blob.Name.Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // In one piece: a file that is committed to while it is streamed answers 412.
            var content = await container.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken);
            var bytes = content.Value.Content.ToMemory();
            await File.WriteAllBytesAsync(path, bytes, cancellationToken);
            files.Add((blob.Name, bytes.Length));
        }
        return [.. files.OrderBy(it => it.Name, StringComparer.Ordinal)];
    }
}
