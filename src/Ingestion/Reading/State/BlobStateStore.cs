using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestion.Reading.State;

/// <summary>State blobs beside the official checkpoints: <c>{namespace}/{hub}/{group}/state/{partition}.json</c>, lower case.</summary>
internal sealed class BlobStateStore(BlobContainerClient container, string prefix) : IStateStore
{
    private const string Extension = ".json";
    private static readonly Dictionary<string, string> NoMetadata = [];

    // The partitions whose states were there in the life of this worker.
    private readonly ConcurrentDictionary<string, bool> _seen = new();

    /// <summary>Where the state of a worker lies.</summary>
    /// <param name="hub">The hub that it reads.</param>
    /// <param name="consumerGroup">The consumer group that it reads with.</param>
    public static string Prefix(IHubSource hub, string consumerGroup) =>
        $"{hub.FullyQualifiedNamespace}/{hub.HubName}/{consumerGroup}/state/".ToLowerInvariant();

    public async Task<(PartitionState? State, ETag? ETag)> LoadAsync(
        string partitionId,
        CancellationToken cancellationToken
    )
    {
        try
        {
            BlobDownloadResult blob = await Blob(partitionId).DownloadContentAsync(cancellationToken);
            var state = Parse(partitionId, blob.Content);
            _seen[partitionId] = true;
            return (state, blob.Details.ETag);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return await FindGoneAsync(partitionId, cancellationToken) is { } gone ? throw Gone(gone) : (null, null);
        }
    }

    public async Task<DateTimeOffset?> LoadWatermarkAsync(string partitionId, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties blob = await Blob(partitionId).GetPropertiesAsync(null, cancellationToken);
            if (StateMetadata.TryReadWatermark(blob.Metadata, partitionId, out var watermark))
            {
                return watermark;
            }
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }

        // A former version wrote it.
        var (state, _) = await LoadAsync(partitionId, cancellationToken);
        return state?.Watermark;
    }

    public async IAsyncEnumerable<ListedState> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var blobs = container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellationToken);
        await foreach (var page in blobs.AsPages())
        {
            var now = page.GetRawResponse().Headers.Date;
            foreach (var blob in page.Values)
            {
                if (FindPartition(blob.Name) is { } partition && blob.Properties.LastModified is { } modified)
                {
                    var facts = StateMetadata.TryRead(blob.Metadata ?? NoMetadata, partition);
                    yield return new ListedState(partition, facts, modified, now - modified ?? TimeSpan.Zero);
                }
            }
        }
    }

    public async Task<ETag?> TrySaveAsync(
        string partitionId,
        PartitionState state,
        ETag? ifMatch,
        CancellationToken cancellationToken
    )
    {
        var placed = state with { Partition = partitionId, Version = state.NeededVersion };
        var content = new BinaryData(
            JsonSerializer.SerializeToUtf8Bytes(placed, PartitionStateJson.Default.PartitionState)
        );
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            Metadata = StateMetadata.Create(placed),
            Conditions = ifMatch is { } etag
                ? new BlobRequestConditions { IfMatch = etag }
                : new BlobRequestConditions { IfNoneMatch = ETag.All },
        };
        try
        {
            BlobContentInfo info = await Blob(partitionId).UploadAsync(content, options, cancellationToken);
            _seen[partitionId] = true;
            return info.ETag;
        }
        catch (RequestFailedException e)
            when (e.ErrorCode == BlobErrorCode.ConditionNotMet
                || e.ErrorCode == BlobErrorCode.BlobAlreadyExists
                || e.ErrorCode == BlobErrorCode.BlobNotFound
            )
        {
            return null;
        }
    }

    private BlobClient Blob(string partitionId) => container.GetBlobClient($"{prefix}{partitionId}{Extension}");

    private string? FindPartition(string blob) =>
        blob.AsSpan(prefix.Length) is var name
        && name.EndsWith(Extension, StringComparison.Ordinal)
        && !name.Contains('/')
        && name.Length > Extension.Length
            ? name[..^Extension.Length].ToString()
            : null;

    // In a container that was emptied also a partition that was another worker's has lost its state.
    private async Task<string?> FindGoneAsync(string partitionId, CancellationToken cancellationToken) =>
        _seen.ContainsKey(partitionId) ? partitionId
        : _seen.Keys.FirstOrDefault() is { } other && !await Blob(other).ExistsAsync(cancellationToken) ? other
        : null;

    private StateGoneException Gone(string partitionId) =>
        new(
            $"The state {container.Name}/{prefix}{partitionId}.json was there and is gone: somebody deleted it, or the container was "
                + "made anew. Reading from the start could write rows a second time, to other files than before",
            "Restore the blob or the container; or start the worker again, which begins without, where the settings of output and layout have never changed"
        );

    private PartitionState Parse(string partitionId, BinaryData content)
    {
        if (!PartitionState.TryRead(content, out var state, out string? problem))
        {
            throw new PartitionFailedException(
                ProblemCatalogue.PositionUnknown,
                $"The state {container.Name}/{prefix}{partitionId}.json cannot be read: {problem}. Starting without it could write rows a second "
                    + "time, to other files than before",
                "Restore the blob from a copy, or start the version of the worker that wrote it"
            );
        }

        return state.Partition is null || state.Partition == partitionId
            ? state
            : throw new PartitionFailedException(
                ProblemCatalogue.PositionUnknown,
                $"The state {container.Name}/{prefix}{partitionId}.json is that of partition {state.Partition}, and was copied there. Going on from "
                    + $"it would skip events of partition {partitionId}, or write rows a second time",
                "Restore the partition's own blob from a copy"
            );
    }
}
