using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestion.Observing;

/// <summary>
/// The reports of all workers of a consumer group, beside the states: <c>{namespace}/{hub}/{group}/workers/{name}.json</c>, lower case but for the name, which
/// can stand there as it is: <see cref="Settings.LoadBalancingSettings.IsName"/>. Thread-safe.
/// </summary>
internal sealed class WorkerReports(BlobContainerClient container, string prefix) : IWorkerReports
{
    /// <summary>After this long without a word a worker is gone for good: its report is passed over, and deleted by whichever starts next.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromDays(7);

    private const string Extension = ".json";

    // Which start of a worker wrote the report: without it a worker that stops would delete its successor's.
    private const string Owner = "owner";
    private const int Concurrency = 16;

    /// <summary>Where the reports of workers lie.</summary>
    /// <param name="hub">The hub that they read.</param>
    /// <param name="consumerGroup">The consumer group that they read with.</param>
    public static string Prefix(IHubSource hub, string consumerGroup) =>
        $"{hub.FullyQualifiedNamespace}/{hub.HubName}/{consumerGroup}/workers/".ToLowerInvariant();

    public Task WriteAsync(WorkerReport report, CancellationToken cancellationToken) =>
        Blob(report.Name)
            .UploadAsync(
                new BinaryData(report.ToJson()),
                new BlobUploadOptions
                {
                    HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
                    Metadata = new Dictionary<string, string> { [Owner] = report.Owner },
                },
                cancellationToken
            );

    public async Task DeleteAsync(string name, string owner, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties present = await Blob(name).GetPropertiesAsync(null, cancellationToken);
            if (present.Metadata.TryGetValue(Owner, out string? writer) && writer == owner)
            {
                await DeleteAsync(name, present.ETag, cancellationToken);
            }
        }
        catch (RequestFailedException e) when (IsSuperseded(e)) { }
    }

    public async Task DeleteOldAsync(CancellationToken cancellationToken)
    {
        await foreach (var (name, blob, age) in FindAsync(cancellationToken))
        {
            if (age <= Forgotten || blob.Properties.ETag is not { } etag)
            {
                continue;
            }

            try
            {
                await DeleteAsync(name, etag, cancellationToken);
            }
            catch (RequestFailedException e) when (IsSuperseded(e)) { }
        }
    }

    /// <summary>Reads every report that is not older than <see cref="Forgotten"/>, by names.</summary>
    public async IAsyncEnumerable<ListedReport> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = new List<(string Name, BlobItem Blob, TimeSpan Age)>();
        await foreach (var report in FindAsync(cancellationToken))
        {
            if (report.Age <= Forgotten)
            {
                found.Add(report);
            }
        }

        foreach (var some in found.Chunk(Concurrency))
        {
            var reading = some.Select(it => ReadAsync(it.Name, it.Blob, it.Age, cancellationToken));
            foreach (var read in await Task.WhenAll(reading))
            {
                if (read is not null)
                {
                    yield return read;
                }
            }
        }
    }

    private async IAsyncEnumerable<(string Name, BlobItem Blob, TimeSpan Age)> FindAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var blobs = container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken);
        await foreach (var page in blobs.AsPages())
        {
            var now = page.GetRawResponse().Headers.Date;
            foreach (var blob in page.Values.Where(it => it.Name.EndsWith(Extension, StringComparison.Ordinal)))
            {
                string name = blob.Name[prefix.Length..^Extension.Length];
                if (!name.Contains('/') && blob.Properties.LastModified is { } modified)
                {
                    yield return (name, blob, now - modified ?? TimeSpan.Zero);
                }
            }
        }
    }

    // Nothing when it has gone since it was listed.
    private async Task<ListedReport?> ReadAsync(
        string name,
        BlobItem blob,
        TimeSpan age,
        CancellationToken cancellationToken
    )
    {
        var modified = blob.Properties.LastModified ?? default;
        if (blob.Properties.ContentLength is { } length and > WorkerReport.MaxBytes)
        {
            return new ListedReport(name, null, WorkerReport.TooLong(length), modified, age);
        }

        try
        {
            BlobDownloadResult body = await Blob(name).DownloadContentAsync(cancellationToken);
            WorkerReport.TryRead(body.Content, out var report, out string? problem);
            if (report is { Name: var other } && other != name)
            {
                (report, problem) = (null, $"it is the report of {other}, and was copied there");
            }

            return new ListedReport(name, report, problem, modified, age);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    private Task DeleteAsync(string name, ETag version, CancellationToken cancellationToken) =>
        Blob(name)
            .DeleteAsync(
                DeleteSnapshotsOption.None,
                new BlobRequestConditions { IfMatch = version },
                cancellationToken
            );

    private static bool IsSuperseded(RequestFailedException e) =>
        e.ErrorCode == BlobErrorCode.ConditionNotMet || e.ErrorCode == BlobErrorCode.BlobNotFound || e.Status == 404;

    private BlobClient Blob(string name) => container.GetBlobClient($"{prefix}{name}{Extension}");
}
