using Azure.Core;
using Azure.Storage.Blobs;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Replaying;

/// <summary>Opens a container of the account that is written to, whether it exists or not.</summary>
/// <param name="container">Its name.</param>
/// <param name="retries">How often a request is repeated; 0 for commits.</param>
public delegate BlobContainerClient OpenContainer(string container, int retries);

/// <summary>What a replay was asked for.</summary>
public sealed record ReplayRequest
{
    /// <summary>The hub, and the consumer group to read with: no worker may read with it.</summary>
    public required EventHubsSettings Hub { get; init; }

    /// <summary>Who asks the hub, where its settings have no key.</summary>
    public required TokenCredential Credential { get; init; }

    /// <summary>Where reading starts.</summary>
    public required ReplayStart Start { get; init; }

    /// <summary>The last enqueued time. Default: everything that is there.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The formats. Default: those that the worker writes, in another container CSV.</summary>
    public IReadOnlyList<FileKind>? Formats { get; init; }

    /// <summary>Whether folders in another container have two-digit months and days.</summary>
    public bool IsPadded { get; init; } = true;

    /// <summary>Which folders are wanted.</summary>
    public required Func<CollectionAddress, DateOnly, bool> IsWanted { get; init; }

    /// <summary>The same in words: a container is filled by one such request alone.</summary>
    public required string Folders { get; init; }

    /// <summary>The consumer group of the worker, under which its positions are kept.</summary>
    public required string WorkerGroup { get; init; }

    /// <summary>How long a producer's retry is recognised.</summary>
    public required TimeSpan DuplicateWindow { get; init; }

    /// <summary>Whether nothing is to be written.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The container that the worker writes to.</summary>
    public required BlobContainerClient Data { get; init; }

    /// <summary>Opens others of its account.</summary>
    public required OpenContainer Open { get; init; }

    /// <summary>Told of each event that is read, by several threads at once. Default: nobody is.</summary>
    public Action<ReplayProgress>? Progressed { get; init; }

    /// <summary>Tells a person what is left to be done by hand.</summary>
    public required Action<string> Warn { get; init; }
}
