using Azure.Storage.Blobs;
using ModelData.Cli.Commands;
using ModelData.Cli.Files;
using ModelData.Ingestor.Formats;
using ModelData.Ingestor.Replaying;

namespace ModelData.Cli.Replay;

/// <summary>What was asked for.</summary>
/// <param name="Start">Where reading starts.</param>
/// <param name="To">The last enqueued time; null for everything that is there.</param>
/// <param name="Formats">The formats; null for those that the worker writes.</param>
/// <param name="IsPadded">Whether folders have two-digit months and days.</param>
/// <param name="Filter">The folders.</param>
/// <param name="WorkerGroup">The consumer group of the worker.</param>
/// <param name="DuplicateWindow">How long a producer's retry is recognised.</param>
/// <param name="IsDryRun">Whether nothing is to be written.</param>
/// <param name="Account">The storage account.</param>
/// <param name="Data">The container that the worker writes to.</param>
internal sealed record ReplayRequest(
    ReplayStart Start,
    DateTimeOffset? To,
    IReadOnlyList<FileKind>? Formats,
    bool IsPadded,
    FileFilter Filter,
    string WorkerGroup,
    TimeSpan DuplicateWindow,
    bool IsDryRun,
    StorageAccount Account,
    BlobContainerClient Data
);
