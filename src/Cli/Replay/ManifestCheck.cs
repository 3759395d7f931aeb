using Azure.Storage.Blobs;
using ModelData.Cli.Files;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Replaying;

namespace ModelData.Cli.Replay;

/// <summary>A folder's rows beside those that its manifest counted.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Format">The format, without a dot.</param>
/// <param name="Listed">The rows in the manifest.</param>
/// <param name="Rows">The rows in the files.</param>
internal sealed record ManifestCheck(string Folder, string Format, long Listed, long Rows)
{
    public bool IsEqual => Listed == Rows;

    /// <summary>Compares each folder of a result, format by format, with its manifest in the data container, if it has one.</summary>
    /// <param name="data">The container with the manifests.</param>
    /// <param name="target">The container with the files; the same, or another.</param>
    /// <param name="files">The result.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<List<ManifestCheck>> ReadAsync(
        BlobContainerClient data,
        BlobContainerClient target,
        IReadOnlyList<ReplayedFile> files,
        CancellationToken cancellationToken
    )
    {
        var checks = new List<ManifestCheck>();
        foreach (IGrouping<string, ReplayedFile> folder in files.GroupBy(file => file.Folder, StringComparer.Ordinal))
        {
            BlobClient blob = data.GetBlobClient($"{folder.Key}/{FolderManifest.FileName}");
            ReadOnlyMemory<byte>? bytes = await FolderStatusReader.ReadManifestAsync(blob, cancellationToken);
            if (bytes is null || !FolderManifest.TryRead(bytes.Value.Span, out FolderManifest? manifest))
            {
                continue;
            }
            List<DataFile> present = await FolderListing.ReadAsync(target, folder.Key + "/", cancellationToken);
            foreach (FileKind kind in folder.Select(file => file.Kind).Distinct().Order())
            {
                string extension = Extension(kind);
                checks.Add(
                    new ManifestCheck(
                        folder.Key,
                        extension,
                        manifest.Files.Where(file => file.Name.Extension == extension).Sum(file => file.Rows),
                        present.Where(file => file.IsData && Has(file, extension)).Sum(file => file.Facts?.Rows ?? 0)
                    )
                );
            }
        }
        return checks;
    }

    private static bool Has(DataFile file, string extension) =>
        file.Location.FileName.EndsWith("." + extension, StringComparison.Ordinal);

    private static string Extension(FileKind kind) => kind == FileKind.Parquet ? "parquet" : "csv";
}
