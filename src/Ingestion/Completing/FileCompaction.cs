using System.Diagnostics.Metrics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Files.Csv;
using ModelData.Ingestion.Files.Parquet;

namespace ModelData.Ingestion.Completing;

/// <summary>
/// Compacts single data files of days that are over, with the code of the worker and its conditions: a file is replaced under the version that was read, and
/// keeps its rows and metadata; other files are never touched. Workers may run meanwhile: whoever commits first wins, the other is told. A folder that rows
/// may still come to is left alone. Each step can be repeated, so an end in between costs a repetition. Thread-safe.
/// </summary>
public sealed class FileCompaction : IDisposable
{
    private const int LevelsAboveGroup = 3;

    private readonly Meter _meter = new(WorkerMetrics.MeterName);
    private readonly BlobContainerClient _data;
    private readonly BlobContainerClient _state;
    private readonly BlobFolderDocuments _documents;
    private readonly FileCompactor _compactor;
    private readonly ManifestWriter _manifests;
    private IReadOnlyList<string>? _groups;

    /// <summary>Opens it. Nothing is asked yet.</summary>
    /// <param name="data">The container of rows. Its client must not retry: after a failure it is not known what a request did.</param>
    /// <param name="state">The container where workers announce the folders that they write to.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Gets what is worth a warning.</param>
    public FileCompaction(
        BlobContainerClient data,
        BlobContainerClient state,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(loggers);
        (_data, _state) = (data, state);
        var metrics = new WorkerMetrics(_meter);
        var blobs = new AzureDataBlobs(data);
        // Nothing is read twice.
        var cache = new BlockCache(0);
        var formats = new FileFormats(
            new CsvFormat(),
            new ParquetFormat(ParquetFormat.CreatePlaces(), loggers.CreateLogger<ParquetFormat>())
        );
        _documents = new BlobFolderDocuments(data);
        _compactor = new FileCompactor(
            blobs,
            cache,
            formats,
            new GrowthWriter(blobs, cache, new EpochBlockIds(), metrics)
        );
        _manifests = new ManifestWriter(
            blobs,
            _documents,
            new SchemaRecord(_documents, time, loggers.CreateLogger<SchemaRecord>()),
            metrics,
            loggers.CreateLogger<ManifestWriter>()
        );
    }

    /// <summary>Compacts a file, if it gains by it, and has the manifest of its folder list it as it is.</summary>
    /// <param name="path">A data file of the layout.</param>
    /// <param name="cancellationToken">Ends it; the file is then as it was, or compacted.</param>
    /// <exception cref="ArgumentException">The path is none of a data file.</exception>
    /// <exception cref="RequestFailedException">Storage is not there or refuses; the file is as it was, or compacted.</exception>
    public async Task<CompactionResult> CompactAsync(string path, CancellationToken cancellationToken = default)
    {
        if (!BlobLayout.TryParse(path, out var location) || !DataFileName.TryParse(location.FileName, out var name))
        {
            throw new ArgumentException("It is not the path of a data file.", nameof(path));
        }

        string folder = path[..path.LastIndexOf('/')];
        if (await IsOpenAsync(folder, location.Day, cancellationToken))
        {
            return new CompactionResult(path, CompactionOutcome.IsOpen, null, null);
        }

        try
        {
            var (outcome, bytes) = await _compactor.CompactAsync(folder, name, cancellationToken);
            return outcome == CompactionOutcome.IsForeign
                ? new CompactionResult(path, outcome, null, null)
                : new CompactionResult(
                    path,
                    outcome,
                    bytes == 0 ? null : bytes,
                    // Also of a file that is compact already: an earlier run may have ended before.
                    await ReviseAsync(folder, location.Day, cancellationToken)
                );
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412 || e.ErrorCode == BlobErrorCode.InvalidBlockList)
        {
            return new CompactionResult(path, CompactionOutcome.WasChanged, null, null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private async Task<bool> IsOpenAsync(string folder, DateOnly day, CancellationToken cancellationToken)
    {
        Response answer = (await _data.GetPropertiesAsync(cancellationToken: cancellationToken)).GetRawResponse();
        // By the clock of the storage: that of an operator's machine may be anything.
        return answer.Headers.Date is not { } now
            || now < CompletionTimes.EndOf(day)
            || await IsAnnouncedAsync(folder, day, cancellationToken);
    }

    /// <summary>Whether a worker, of whichever hub and consumer group, has announced rows for a folder.</summary>
    private async Task<bool> IsAnnouncedAsync(string folder, DateOnly day, CancellationToken cancellationToken)
    {
        _groups ??= await FindGroupsAsync(cancellationToken);
        foreach (string group in _groups)
        {
            var markers = new BlobOpenFolders(_state, $"{group}open/");
            if (await markers.ReadAsync(folder, day, cancellationToken) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<IReadOnlyList<string>> FindGroupsAsync(CancellationToken cancellationToken)
    {
        List<string> prefixes = [""];
        for (int level = 0; level < LevelsAboveGroup; level++)
        {
            var next = new List<string>();
            foreach (string prefix in prefixes)
            {
                var items = _state.GetBlobsByHierarchyAsync(
                    BlobTraits.None,
                    BlobStates.None,
                    "/",
                    prefix,
                    cancellationToken
                );
                await foreach (var item in items)
                {
                    if (item.IsPrefix)
                    {
                        next.Add(item.Prefix);
                    }
                }
            }

            prefixes = next;
        }

        return prefixes;
    }

    // A folder without a manifest says nothing of its files; one with rows on their way gets a revision from the worker.
    private async Task<int?> ReviseAsync(string folder, DateOnly day, CancellationToken cancellationToken)
    {
        if (
            await ReadManifestAsync(folder, cancellationToken) is not { } last
            || await IsAnnouncedAsync(folder, day, cancellationToken)
        )
        {
            return null;
        }

        var closed = new OpenFolder(folder, day, last.CompleteAt, default);
        return await _manifests.WriteAsync(closed, last.CompleteAt, cancellationToken)
            ? (await ReadManifestAsync(folder, cancellationToken))?.Revision
            : null;
    }

    private async Task<FolderManifest?> ReadManifestAsync(string folder, CancellationToken cancellationToken) =>
        await _documents.ReadAsync($"{folder}/{FolderManifest.FileName}", FolderManifest.MaxBytes, cancellationToken)
            is { } document
        && FolderManifest.TryRead(document.Content.Span, out var manifest)
            ? manifest
            : null;
}
