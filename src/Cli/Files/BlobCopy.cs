using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ModelData.Cli.Files;

/// <summary>Copies one version of a blob to a file, which appears whole or not at all.</summary>
internal static class BlobCopy
{
    private const int Attempts = 10;

    /// <summary>Copies the version that is there now; when it is replaced meanwhile, the one that is there then.</summary>
    /// <exception cref="CommandFailedException">It is written faster than it can be read.</exception>
    public static async Task<long> PinnedAsync(
        BlobClient blob,
        string path,
        IProgress<long> progress,
        CancellationToken cancellationToken
    )
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
                return await CopyAsync(blob, properties.ETag, path, progress, cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status == 412 && attempt < Attempts) { }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                throw new CommandFailedException(
                    $"{blob.Name} was written again during each of {Attempts} attempts to read it: use --snapshot.",
                    e
                );
            }
        }
    }

    /// <summary>Takes a snapshot, copies it and deletes it: whatever is written meanwhile, the copy is one version.</summary>
    public static async Task<long> SnapshotAsync(
        BlobClient blob,
        string path,
        IProgress<long> progress,
        CancellationToken cancellationToken
    )
    {
        BlobSnapshotInfo snapshot = await blob.CreateSnapshotAsync(cancellationToken: cancellationToken);
        BlobClient frozen = blob.WithSnapshot(snapshot.Snapshot);
        try
        {
            return await CopyAsync(frozen, null, path, progress, cancellationToken);
        }
        finally
        {
            // Also after a signal: a snapshot that is left behind costs money and keeps the blob from being deleted.
            await frozen.DeleteIfExistsAsync(cancellationToken: CancellationToken.None);
        }
    }

    private static async Task<long> CopyAsync(
        BlobClient blob,
        ETag? version,
        string path,
        IProgress<long> progress,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string partial = path + ".part";
        try
        {
            var options = new BlobDownloadToOptions
            {
                Conditions = version is null ? null : new BlobRequestConditions { IfMatch = version },
                ProgressHandler = progress,
            };
            await blob.DownloadToAsync(partial, options, cancellationToken);
            File.Move(partial, path, overwrite: true);
            return new FileInfo(path).Length;
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
