using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Reading.Heartbeats;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestion.Observing;

/// <summary>
/// What producers told, a blob for each partition beside the states: <c>{namespace}/{hub}/{group}/heartbeats/{partition}.json</c>, lower case. Thread-safe.
/// </summary>
internal sealed class HeartbeatReports(BlobContainerClient container, string prefix)
{
    private const string Extension = ".json";
    private const int Concurrency = 16;

    /// <summary>Where they lie.</summary>
    /// <param name="hub">The hub that is read.</param>
    /// <param name="consumerGroup">The consumer group that it is read with.</param>
    public static string Prefix(IHubSource hub, string consumerGroup) =>
        $"{hub.FullyQualifiedNamespace}/{hub.HubName}/{consumerGroup}/heartbeats/".ToLowerInvariant();

    /// <summary>Writes a partition's report over its last one.</summary>
    public Task WriteAsync(HeartbeatReport report, CancellationToken cancellationToken) =>
        Blob(report.Partition)
            .UploadAsync(
                new BinaryData(report.ToJson()),
                new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" } },
                cancellationToken
            );

    /// <summary>Deletes a partition's report, where there is one.</summary>
    public Task DeleteAsync(string partitionId, CancellationToken cancellationToken) =>
        Blob(partitionId).DeleteIfExistsAsync(DeleteSnapshotsOption.None, null, cancellationToken);

    /// <summary>Reads every report, in any order; those that cannot be read are left out.</summary>
    public async IAsyncEnumerable<HeartbeatReport> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken))
        {
            if (
                blob.Name.EndsWith(Extension, StringComparison.Ordinal)
                && blob.Properties.ContentLength <= HeartbeatReport.MaxBytes
            )
            {
                names.Add(blob.Name);
            }
        }

        foreach (string[] some in names.Chunk(Concurrency))
        {
            foreach (var report in await Task.WhenAll(some.Select(it => ReadAsync(it, cancellationToken))))
            {
                if (report is not null)
                {
                    yield return report;
                }
            }
        }
    }

    private async Task<HeartbeatReport?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult body = await container.GetBlobClient(name).DownloadContentAsync(cancellationToken);
            return HeartbeatReport.TryRead(body.Content, out var report) ? report : null;
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    private BlobClient Blob(string partitionId) => container.GetBlobClient($"{prefix}{partitionId}{Extension}");
}
