using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Azure.Storage.Blobs.Models;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>
/// Events of a few hundred bytes that hold 62 MiB, many at a time, with the heap of a small container: those that fit the lane for large events
/// become rows, the
/// others dead letters, and the rows of others do not wait for them.
/// </summary>
[Trait("Level", "Process")]
public sealed class LargeEventTests(AzuriteFixture fixture, ITestOutputHelper output)
{
    private const int LargePerPartition = 6;
    private const int Attempts = 3;
    private const string Row = "2026-03-07T12:00:00.000000Z,,00000000-0000-0000-0000-000000000000,0.25,Oslo\n";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = MaxAge + Promise.Within(TimeSpan.FromSeconds(2));

    /// <summary>Other test programs use the processors as well: what took too long is measured again. Rows and memory must be right each time.</summary>
    [Theory]
    [InlineData(4, 384, "csv")]
    [InlineData(4, 384, "parquet")]
    [InlineData(16, 768, "csv,parquet")]
    public async Task Worker_LargeEventsInEachPartition_AllBecomeRowsWithinTheHeap(
        int partitions,
        int megabytes,
        string formats
    )
    {
        var longest = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < Attempts && longest > Limit; attempt++)
        {
            longest = await PlayAsync(partitions, megabytes, formats);
        }

        Assert.InRange(longest, TimeSpan.Zero, Limit);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <returns>The longest time until a row of others was visible.</returns>
    private async Task<TimeSpan> PlayAsync(int partitions, int megabytes, string formats)
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString, partitions);
        int rows = (62 << 20) / Row.Length;
        byte[] large = Pack(rows);
        // One partition has none: what comes there is everybody else's.
        int crowded = partitions - 1;
        int most = partitions == 4 ? LargePerPartition : 1;
        for (int i = 0; i < most; i++)
        {
            for (int partition = 0; partition < crowded; partition++)
            {
                await SendAsync(pipeline, partition, $"large{partition}", large, rows, "br");
            }
        }

        var watch = Stopwatch.StartNew();
        await using var worker = await pipeline.StartWorkerAsync(
            new()
            {
                ["Output__Formats"] = formats,
                ["Flush__MaxAge"] = MaxAge.ToString("c"),
                ["DOTNET_GCHeapHardLimit"] = $"0x{(long)megabytes << 20:x}",
            }
        );
        string[] kinds = formats.Split(',');
        double expected = (double)most * crowded * rows * kinds.Length;
        int others = 0;
        var longest = TimeSpan.Zero;
        double committed = 0;
        while (committed < expected)
        {
            var seen = await SendAndSeeAsync(pipeline, crowded, ++others, kinds[0]);
            longest = seen > longest ? seen : longest;
            committed = await worker.ReadSumAsync("modeldata_rows_committed_total", Token) - others * kinds.Length;
            Assert.True(
                watch.Elapsed < Deadline,
                $"{expected} rows, there are {committed}:\n{worker.Process.OutputTail}"
            );
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{most * crowded} events of {large.Length} bytes, {expected:N0} rows as {formats} after "
                    + $"{watch.Elapsed.TotalSeconds:F1} s, {others} rows of others visible after {longest.TotalSeconds:F1} s at most, "
                    + $"peak memory {worker.Process.PeakMemoryBytes >> 20} MB of {megabytes} MB"
            )
        );
        Assert.Empty(await Pipeline.NamesAsync(pipeline.DeadLetters));
        Assert.InRange(worker.Process.PeakMemoryBytes, 1, (long)megabytes << 20);
        return longest;
    }

    /// <summary>Sends a row of somebody else, and waits until it can be read.</summary>
    private static async Task<TimeSpan> SendAndSeeAsync(Pipeline pipeline, int partition, int count, string format)
    {
        string header = "$Timestamp,$CorrelationId,$RequestId,age,city\n";
        await SendAsync(pipeline, partition, "small", Encoding.UTF8.GetBytes(header + Row), 1, null);
        var watch = Stopwatch.StartNew();
        string rows = "none";
        await Eventually.IsTrueAsync(
            async token =>
            {
                await foreach (
                    var blob in pipeline.Data.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, token)
                )
                {
                    bool isIt = blob.Name.Contains("/small/", StringComparison.Ordinal);
                    if (isIt && blob.Name.EndsWith($".{format}", StringComparison.Ordinal))
                    {
                        rows = blob.Metadata["rows"];
                    }
                }

                return rows == $"{count}";
            },
            Deadline,
            () => $"{count} rows of others; there are {rows}",
            Token
        );
        return watch.Elapsed;
    }

    private static Task SendAsync(
        Pipeline pipeline,
        int partition,
        string model,
        byte[] body,
        int rows,
        string? encoding
    ) =>
        pipeline.Sender.SendToPartitionAsync(
            TestSender.Create(
                body,
                "text/csv",
                encoding,
                [
                    new("cloudEvents:specversion", "1.0"),
                    new("cloudEvents:type", "modeldata.rows"),
                    new("cloudEvents:formatversion", "1.0"),
                    new("cloudEvents:id", "1"),
                    new("cloudEvents:source", "/tests"),
                    new("cloudEvents:model", model),
                    new("cloudEvents:day", DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                    new("cloudEvents:columntypes", "ds"),
                    new("cloudEvents:rowcount", rows),
                ]
            ),
            $"{partition}"
        );

    private static byte[] Pack(int rows)
    {
        byte[] header = Encoding.UTF8.GetBytes("$Timestamp,$CorrelationId,$RequestId,age,city\n");
        byte[] row = Encoding.UTF8.GetBytes(Row);
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize))
        {
            brotli.Write(header);
            for (int i = 0; i < rows; i++)
            {
                brotli.Write(row);
            }
        }

        return packed.ToArray();
    }
}
