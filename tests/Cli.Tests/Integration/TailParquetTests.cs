using Azure.Storage.Blobs;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Cli.Tests.Integration;

/// <summary><c>tail</c> of Parquet files that a worker writes: row groups are merged meanwhile, rows are printed once.</summary>
[Trait("Level", "Process")]
public sealed class TailParquetTests(AzuriteFixture fixture)
{
    [Fact]
    public async Task Tail_OfParquet_PrintsRowsBehindThoseThatWereThere()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await using WorkerProcess worker = await pipeline.StartWorkerAsync(new() { ["Output__Formats"] = "parquet" });
        await pipeline.SendAsync(0, 0, 3);
        BlobClient file = pipeline.Data.GetBlobClient($"{Pipeline.Folder}/data.parquet");
        await Eventually.IsTrueAsync(
            async token => await pipeline.Data.ExistsAsync(token) && await file.ExistsAsync(token),
            Pipeline.Deadline,
            () => "the first rows to be in their file"
        );
        Task<ToolRun> tail = ToolRun.StartAsync(
            new()
            {
                ["Blobs__ConnectionString"] = fixture.Azurite.ConnectionString,
                ["Blobs__Container"] = pipeline.Data.Name,
            },
            ["tail", "--day", "2026-03-07", "--for", "00:00:12"]
        );
        // Nothing tells when the first look was: rows come until the tool ends.
        int batch = 1;
        for (; !tail.IsCompleted; batch++)
        {
            await pipeline.SendAsync(batch, 3 * batch, 3);
            await Task.WhenAny(tail, Task.Delay(700));
        }
        ToolRun run = await tail;

        Assert.True(run.Code == 0, $"{run}");
        string[] lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal($"==> {Pipeline.Folder}/data.parquet <==", lines[0]);
        Assert.Equal("$Timestamp,$CorrelationId,$RequestId,x", lines[1]);
        int[] numbers = [.. lines[2..].Select(it => int.Parse(it.Split(',')[3]))];
        Assert.True(numbers.Length > 3, $"{run}");
        Assert.True(numbers[0] >= 3, $"{run}");
        Assert.Equal(Enumerable.Range(numbers[0], numbers.Length), numbers);
        Assert.Equal("", run.Error);
    }
}
