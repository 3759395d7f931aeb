using System.Globalization;
using Azure;
using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Completing;

/// <summary>Writes <c>_manifest.json</c>: what the files of a folder are, once it is complete. Thread-safe.</summary>
internal sealed partial class ManifestWriter(
    IDataBlobs blobs,
    IFolderDocuments documents,
    SchemaRecord schemas,
    WorkerMetrics metrics,
    ILogger<ManifestWriter> logger
)
{
    private const string DataFiles = "data";

    private readonly SaidOnce<(string Blob, ETag ETag)> _said = new();

    /// <summary>Writes the next revision, if the folder is not as the present one says.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="watermark">The time up to which everything is in.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the folder has a manifest that is true; <see langword="false"/> when another worker was there.</returns>
    /// <exception cref="RequestFailedException">A file was written meanwhile, or storage is not there.</exception>
    public async Task<bool> WriteAsync(OpenFolder folder, DateTimeOffset watermark, CancellationToken cancellationToken)
    {
        string name = $"{folder.Folder}/{FolderManifest.FileName}";
        if (!BlobLayout.TryParse(name, out var location))
        {
            return true;
        }

        // Before the files: a worker that is overtaken in between must not write what it saw.
        var document = await documents.ReadAsync(name, FolderManifest.MaxBytes, cancellationToken);
        FolderManifest? last = null;
        if (document is { } found && !FolderManifest.TryRead(found.Content.Span, out last))
        {
            LogUnreadable(name);
            return true;
        }

        var files = await ListAsync(folder.Folder, cancellationToken);
        if (files.Count == 0)
        {
            return true;
        }

        await schemas.SeenAsync(folder.Folder, BySchema(files), cancellationToken);
        var manifest = new FolderManifest
        {
            Address = location.Address,
            Day = location.Day,
            Revision = (last?.Revision ?? 0) + 1,
            CompleteAt = watermark,
            Files = await DescribeAsync(files, last, cancellationToken),
            Positions = Positions(files),
        };
        var end = CompletionTimes.EndOf(location.Day);
        bool saysNothingNew =
            last is not null
            && last.Files.ToHashSet().SetEquals(manifest.Files)
            && (last.CompleteAt >= end || watermark < end);
        if (saysNothingNew)
        {
            return true;
        }

        if (!await documents.TryWriteAsync(name, manifest.Write(), document?.ETag, cancellationToken))
        {
            return false;
        }

        metrics.Manifests.Add(1);
        LogWritten(name, manifest.Revision, manifest.Rows, manifest.Files.Count);
        return true;
    }

    // What cannot be described does not keep the others out: the folder goes on without it.
    private async Task<List<DescribedFile>> ListAsync(string folder, CancellationToken cancellationToken)
    {
        var files = new List<DescribedFile>();
        foreach (var blob in await blobs.ListAsync($"{folder}/{DataFiles}", cancellationToken))
        {
            if (!DataFileName.TryParse(blob.Name.AsSpan(folder.Length + 1), out var name))
            {
                continue;
            }

            if (DescribedFile.TryRead(name, blob, out var file, out string? problem))
            {
                files.Add(file);
            }
            else if (_said.IsNews((blob.Name, blob.ETag)))
            {
                if (BlobMetadata.IsOurs(blob.Metadata))
                {
                    LogDamaged(blob.Name, problem);
                }
                else
                {
                    LogForeign(blob.Name);
                }
            }
        }

        return files;
    }

    private async Task<List<FolderFile>> DescribeAsync(
        List<DescribedFile> files,
        FolderManifest? last,
        CancellationToken cancellationToken
    )
    {
        var known = last?.Files.ToDictionary(file => file.Name) ?? [];
        var described = new List<FolderFile>(files.Count);
        foreach (var (name, blob, schemaHash, rows, _) in files)
        {
            string etag = blob.ETag.ToString().Trim('"');
            bool isUnchanged = known.TryGetValue(name, out var file) && file.ETag == etag && file.Bytes == blob.Length;
            described.Add(
                new FolderFile(
                    name,
                    schemaHash,
                    rows,
                    blob.Length,
                    isUnchanged ? file!.Sha256 : await ContentHash.ComputeAsync(blobs, blob, cancellationToken),
                    etag
                )
                {
                    Copies = BlobMetadata.ReadCopies(blob.Metadata),
                    RowsPerRate = SampledOnly(BlobMetadata.ReadRates(blob.Metadata)),
                }
            );
        }

        return described;
    }

    private static RowsPerRate? SampledOnly(RowsPerRate rates) => rates.IsSampled ? rates : null;

    private static Dictionary<string, IReadOnlyDictionary<int, long>> Positions(List<DescribedFile> files)
    {
        var all = new CommittedSequences();
        files.ForEach(file => all.RaiseAll(file.Sequences));
        return all
            .Entries.Where(entry => entry.Value >= 0)
            .GroupBy(entry => entry.Key.Incarnation)
            .ToDictionary(
                group => group.Key.ToString("x16", CultureInfo.InvariantCulture),
                IReadOnlyDictionary<int, long> (group) =>
                    group.ToDictionary(entry => entry.Key.Partition, entry => entry.Value)
            );
    }

    private static Dictionary<string, (DateTimeOffset, IReadOnlyList<DataFileName>)> BySchema(
        List<DescribedFile> files
    ) =>
        files
            .GroupBy(file => file.ColumnsHash)
            .ToDictionary(
                group => group.Key,
                (DateTimeOffset, IReadOnlyList<DataFileName>) (group) =>
                    (group.Max(file => file.Blob.LastModified), [.. group.Select(file => file.Name)])
            );

    [LoggerMessage(
        EventIds.ManifestWritten,
        LogLevel.Information,
        "{Manifest}: revision {Revision}, {Rows} rows in {Files} files"
    )]
    private partial void LogWritten(string manifest, int revision, long rows, int files);

    [LoggerMessage(
        EventIds.ManifestUnreadable,
        LogLevel.Warning,
        "{Manifest} is of another version or damaged and was left as it is: delete it to have a new one written"
    )]
    private partial void LogUnreadable(string manifest);

    [LoggerMessage(
        EventIds.ForeignFile,
        LogLevel.Warning,
        "{Blob} was not written by a worker: the manifest of its folder does not list it"
    )]
    private partial void LogForeign(string blob);

    [LoggerMessage(
        EventIds.MetadataUnreadable,
        LogLevel.Warning,
        "The metadata of {Blob} were edited ({Problem}): the manifest of its folder does not list it. Put them back as they were, or move the file elsewhere"
    )]
    private partial void LogDamaged(string blob, string problem);
}
