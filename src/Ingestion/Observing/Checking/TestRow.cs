using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Blobs;

namespace ModelData.Ingestion.Observing.Checking;

/// <summary>One row the whole way: sent to the hub, written by a worker, found in its file. It stays there, under an address of its own.</summary>
/// <param name="data">The container of rows.</param>
/// <param name="time">The clock.</param>
internal sealed class TestRow(BlobContainerClient data, TimeProvider time)
{
    /// <summary>Where it is filed: no service of anybody is called so.</summary>
    public static readonly CollectionAddress Address = new(
        "modeldata",
        "modeldata",
        "modeldata",
        "modeldata-doctor",
        "check",
        "1",
        "rows"
    );

    private const string Name = "test row";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <param name="send">Sends an event to the hub.</param>
    /// <param name="deadline">How long to wait for the row.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Check> RunAsync(
        Func<EncodedBatch, Task> send,
        TimeSpan deadline,
        CancellationToken cancellationToken
    )
    {
        string id = Guid.NewGuid().ToString("N");
        var now = time.GetUtcNow();
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        long before;
        try
        {
            before = await CountAsync(day, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new Check(
                Name,
                CheckOutcome.Unknown,
                "none was sent: the container of the data has to answer first"
            );
        }

        long start = time.GetTimestamp();
        try
        {
            await SendAsync(send, id, now, day);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var problem = DependencyProblem.OfHub(e);
            return new Check(Name, CheckOutcome.Failed, $"it could not be sent: {problem.Cause}", problem.Mend);
        }

        while (time.GetElapsedTime(start) < deadline)
        {
            if (await FindAsync(id, before, day, cancellationToken) is { } file)
            {
                return new Check(
                    Name,
                    CheckOutcome.Passed,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"from the hub into {file} in {time.GetElapsedTime(start).TotalSeconds:0.0} s"
                    )
                );
            }

            await Task.Delay(Interval, time, cancellationToken);
        }

        return new Check(
            Name,
            CheckOutcome.Failed,
            string.Create(
                CultureInfo.InvariantCulture,
                $"it was sent, and is in no file after {deadline.TotalSeconds:0} s"
            ),
            "See modeldata status: whether a worker reads, and what it lacks"
        );
    }

    private static async Task SendAsync(Func<EncodedBatch, Task> send, string id, DateTimeOffset now, DateOnly day)
    {
        var schema = FeatureSchema.ForFeatures([new FeatureColumn("check", FeatureType.String)]);
        string row = $"{now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff}Z,,{Guid.NewGuid():D},{id}\n";
        var batch = new BatchDescription(Address, day, schema, 1, Guid.NewGuid(), 1, now);
        using var encoded = CollectedBatchWriter.Write(batch, Encoding.UTF8.GetBytes(row), isCompressed: false);
        await send(encoded);
    }

    /// <summary>The file that has the row: one of CSV by the row itself, another one by its number of rows.</summary>
    private async Task<string?> FindAsync(string id, long before, DateOnly day, CancellationToken cancellationToken)
    {
        try
        {
            return await SearchAsync(Encoding.UTF8.GetBytes(id), before, day, cancellationToken);
        }
        catch (RequestFailedException)
        {
            // Written again since it was listed, or storage is away for a moment: the next look tells.
            return null;
        }
    }

    private async Task<string?> SearchAsync(byte[] text, long before, DateOnly day, CancellationToken cancellationToken)
    {
        await foreach (var blob in ListAsync(day, cancellationToken))
        {
            if (!blob.Name.EndsWith(".csv", StringComparison.Ordinal))
            {
                if (await CountAsync(day, cancellationToken) > before)
                {
                    return blob.Name;
                }

                continue;
            }

            var content = await data.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken);
            if (content.Value.Content.ToMemory().Span.IndexOf(text) >= 0)
            {
                return blob.Name;
            }
        }

        return null;
    }

    private async Task<long> CountAsync(DateOnly day, CancellationToken cancellationToken)
    {
        long rows = 0;
        await foreach (var blob in ListAsync(day, cancellationToken))
        {
            rows += DataFileFacts.TryRead(blob.Metadata)?.Rows ?? 0;
        }

        return rows;
    }

    private async IAsyncEnumerable<BlobItem> ListAsync(
        DateOnly day,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // Padded or not, as the worker is told; the same for most of the year's last quarter.
        var folders = new HashSet<string> { BlobLayout.Folder(Address, day), BlobLayout.Folder(Address, day, false) };
        foreach (string folder in folders)
        {
            await foreach (
                var blob in data.GetBlobsAsync(
                    BlobTraits.Metadata,
                    BlobStates.None,
                    $"{folder}/data",
                    cancellationToken
                )
            )
            {
                yield return blob;
            }
        }
    }
}
