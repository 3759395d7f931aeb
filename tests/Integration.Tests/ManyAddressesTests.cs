using System.Diagnostics;
using System.Globalization;
using Azure.Storage.Blobs.Models;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>
/// One worker has a file open for each of very many models. Its memory is bounded and no folder waits for ever.
/// <c>MODELDATA_ADDRESSES</c> sets their number (default 1,000; the worker must stand 10,000).
/// </summary>
[Trait("Category", "Integration")]
public sealed class ManyAddressesTests(AzuriteFixture fixture, ITestOutputHelper output)
{
    private const long MostMemory = 512L * 1024 * 1024;

    /// <summary>Three quarters of that, in the hexadecimal form of the setting: what the runtime takes in a container of 512 MB.</summary>
    internal const string HeapLimit = "0x18000000";

    private const int Partitions = 4;
    private static readonly int Addresses = TestSize.Read("MODELDATA_ADDRESSES") ?? 1000;

    /// <summary>Storage answers at once, and the worker has the memory limit of a container: rows come in as fast as the worker can take them.</summary>
    [Fact]
    public async Task Worker_ManyAddressesAndABacklog_StaysWithinItsMemory()
    {
        int rounds = Math.Max(4, 20_000 / Addresses);
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString, Partitions);
        var load = new AddressLoad(Addresses);
        for (int round = 0; round < rounds; round++)
        {
            await load.SendRoundAsync(pipeline.Sender, round, Token);
        }

        var watch = Stopwatch.StartNew();
        await using var worker = await pipeline.StartWorkerAsync(
            new() { ["MODELDATA_VARIANT"] = "null-sink", ["DOTNET_GCHeapHardLimit"] = HeapLimit },
            project: "ModelData.Ingestor.Variants"
        );
        await CommittedAsync(worker, rounds, TimeSpan.FromMinutes(5));
        double seconds = watch.Elapsed.TotalSeconds;
        Say(
            $"{Addresses:N0} addresses, {load.Bytes >> 20} MB of events in {seconds:F0} s with the age limit of 10 s, "
                + $"peak memory {worker.Process.PeakMemoryBytes >> 20} MB"
        );
        Assert.InRange(worker.Process.PeakMemoryBytes, 1, MostMemory);
    }

    /// <summary>
    /// Storage has its pace: the oldest rows go first, so that each folder has its turn within the time that the pace allows, or that the emulator allows,
    /// which searches all its blobs at each request.
    /// </summary>
    [Fact]
    public async Task Worker_ManyAddressesAndSlowStorage_NoFolderIsLeftBehind()
    {
        const int Rounds = 3;
        // List the folder, open its marker, read and write its schemas, look for the marker again, stage, commit, look.
        const double RequestsOfAFirstFlush = 9;
        const double RequestsPerFlush = 3;
        const int WritesPerSecond = 200;
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString, Partitions);
        await using var worker = await pipeline.StartWorkerAsync(
            new() { ["Flush__MaxAge"] = "00:00:01", ["Flush__MaxWritesPerSecond"] = $"{WritesPerSecond}" }
        );
        var load = new AddressLoad(Addresses);
        var first = Stopwatch.StartNew();
        await load.SendRoundAsync(pipeline.Sender, 0, Token);
        await CommittedAsync(worker, 1, TimeSpan.FromMinutes(45));
        var opening = first.Elapsed;
        double ceiling = Math.Min(WritesPerSecond, Addresses * RequestsOfAFirstFlush / opening.TotalSeconds);

        // Whatever was sent is in its folder within the bound: nobody's turn comes last again and again.
        var bound = TimeSpan.FromSeconds(15 + (2 * Addresses * RequestsPerFlush / ceiling));
        var longest = TimeSpan.Zero;
        for (int round = 1; round < Rounds; round++)
        {
            await load.SendRoundAsync(pipeline.Sender, round, Token);
            var watch = Stopwatch.StartNew();
            await CommittedAsync(worker, round + 1, bound);
            longest = watch.Elapsed > longest ? watch.Elapsed : longest;
        }

        Say(
            $"{Addresses:N0} addresses at {WritesPerSecond} writes a second: all folders were there after {opening.TotalSeconds:F0} s, "
                + $"{ceiling:F0} requests a second; then the rows of a round were in all of them {longest.TotalSeconds:F0} s after the last "
                + $"was sent, at the latest (bound {bound.TotalSeconds:F0} s); peak memory {worker.Process.PeakMemoryBytes >> 20} MB"
        );
        var rows = await RowsPerFolderAsync(pipeline);
        Assert.Equal(Addresses, rows.Count);
        Assert.All(rows, folder => Assert.Equal(Rounds * AddressLoad.RowsPerBatch, folder.Value));
        Assert.InRange(worker.Process.PeakMemoryBytes, 1, MostMemory);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task CommittedAsync(WorkerProcess worker, int rounds, TimeSpan deadline)
    {
        double expected = (double)rounds * Addresses * AddressLoad.RowsPerBatch;
        double rows = 0;
        return Eventually.IsTrueAsync(
            async token => (rows = await worker.ReadSumAsync("modeldata_rows_committed_total", token)) >= expected,
            deadline,
            () => $"{expected} rows to be committed, there are {rows}:\n{worker.Process.OutputTail}"
        );
    }

    private static async Task<Dictionary<string, long>> RowsPerFolderAsync(Pipeline pipeline)
    {
        var rows = new Dictionary<string, long>();
        await foreach (var blob in pipeline.Data.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, Token))
        {
            if (blob.Name.EndsWith(".csv", StringComparison.Ordinal))
            {
                rows[blob.Name] = long.Parse(blob.Metadata["rows"], CultureInfo.InvariantCulture);
            }
        }

        return rows;
    }

    private void Say(string line)
    {
        output.WriteLine(line);
        Console.WriteLine(line);
    }
}
