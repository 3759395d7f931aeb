using System.IO.Hashing;
using System.Text;
using Azure.Storage.Blobs;
using ModelData.Testing;

namespace ModelData.Interop.Samples;

/// <summary>What a sample said of its requests, held against the files.</summary>
internal sealed class SampledRows
{
    // The samples' 0.25 of 2^64.
    private const ulong Limit = 1UL << 62;
    private const int RequestId = 2;

    private readonly string[] _taken;

    /// <param name="said">The lines that the sample printed: an id, and whether it was collected.</param>
    public SampledRows(string said)
    {
        string[][] requests = [.. said.Split('\n').Select(it => it.Split(' ', 2))];
        Assert.Equal(200, requests.Length);
        _taken = [.. requests.Where(it => it[1] == "collected").Select(it => it[0])];
        // The rule, by other means than the sample has.
        Assert.Equal(
            requests.Select(it => it[0]).Where(it => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(it)) < Limit),
            _taken
        );
        Assert.InRange(_taken.Length, 1, 199);
    }

    /// <summary>Waits until each collector's rows are those that were taken, in order, and under one day.</summary>
    public async Task AssertFiledAsync(AzuriteProcess azurite, WorkerProcess worker, string service, TimeSpan deadline)
    {
        var container = new BlobContainerClient(azurite.ConnectionString, "modeldata");
        foreach (string identifier in (string[])["inputs", "predictions", "labels"])
        {
            List<string[]> rows = [];
            await Eventually.IsTrueAsync(
                async token =>
                {
                    rows = await ReadAsync(container, $"/{service}/best_model/10/{identifier}/", token);
                    return rows.Count >= _taken.Length;
                },
                deadline,
                () =>
                    $"{_taken.Length} rows of {identifier} are in the file, not {rows.Count}:\n{worker.Process.OutputTail}"
            );
            Assert.Equal(_taken, rows.Select(it => it[RequestId]));
            Assert.All(rows, it => Assert.Equal(identifier == "inputs" ? 5 : 4, it.Length));
            Assert.True(identifier != "labels" || rows.All(it => it[3] is "true" or "false"));
        }
    }

    private static async Task<List<string[]>> ReadAsync(
        BlobContainerClient container,
        string folder,
        CancellationToken token
    )
    {
        List<string[]> rows = [];
        if (!await container.ExistsAsync(token))
        {
            return rows;
        }
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: token))
        {
            if (
                blob.Name.Contains(folder, StringComparison.Ordinal)
                && blob.Name.EndsWith("/data.csv", StringComparison.Ordinal)
            )
            {
                var content = (await container.GetBlobClient(blob.Name).DownloadContentAsync(token)).Value.Content;
                string[] lines = content.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
                rows.AddRange(lines.Skip(1).Select(line => line.Split(',')));
            }
        }
        return rows;
    }
}
