using System.Diagnostics;
using System.Globalization;
using Azure.Storage.Blobs.Models;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>
/// One worker has a file open for each of very many models. Its memory is bounded and no folder waits for ever.
/// <c>MODELDATA_ADDRESSES</c> sets their number (default 1,000; the worker must stand 10,000).
/// </summary>
[Trait("Level", "Process")]
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
        await CommittedAsync(worker, rounds * Addresses, TimeSpan.FromMinutes(5));
        double seconds = watch.Elapsed.TotalSeconds;
        Say(
            $"{Addresses:N0} addresses, {load.Bytes >> 20} MB of events in {seconds:F0} s with the age limit of 10 s, "
                + $"peak memory {worker.Process.PeakMemoryBytes >> 20} MB"
        );
        Assert.InRange(worker.Process.PeakMemoryBytes, 1, MostMemory);
    }

    /// <summary>
    /// Storage has its pace, and the emulator one that falls with the blobs that it searches at each request. The oldest rows go first: folders that
    /// get rows again
    /// and again do not keep the others from their turn.
    /// </summary>
    [Fact]
    public async Task Worker_ManyAddressesAndSlowStorage_NoFolderIsLeftBehind()
    {
        var patience = TimeSpan.FromMinutes(90);
        const int Busy = 2;
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString, Partitions);
        await using var worker = await pipeline.StartWorkerAsync(
            new()
            {
                ["Flush__MaxAge"] = "00:00:01",
                ["Flush__MaxWritesPerSecond"] = "200",
                // Two more blobs for each folder, which the emulator would have to search as well.
                ["Manifests__Enabled"] = "false",
                ["DOTNET_GCHeapHardLimit"] = HeapLimit,
            }
        );
        var load = new AddressLoad(Addresses);
        var watch = Stopwatch.StartNew();
        await load.SendRoundAsync(pipeline.Sender, 0, Token);
        await CommittedAsync(worker, Addresses, patience);
        var opening = watch.Elapsed;

        // A quarter of the folders has had its turn when the first half of them gets rows again.
        watch.Restart();
        await load.SendRoundAsync(pipeline.Sender, 1, Token);
        await CommittedAsync(worker, Addresses + (Addresses / 4), patience);
        await load.SendRoundAsync(pipeline.Sender, 2, Token, Addresses / Busy);
        int all = (2 * Addresses) + (Addresses / Busy);
        await CommittedAsync(worker, all - (Addresses / 16), patience);
        var rows = await RowsPerFolderAsync(pipeline);
        int left = rows.Values.Count(count => count == AddressLoad.RowsPerBatch);
        await CommittedAsync(worker, all, patience);

        Say(
            $"{Addresses:N0} addresses: all folders were there after {opening.TotalSeconds:F0} s, and {all - Addresses:N0} more batches in their files after "
                + $"{watch.Elapsed.TotalSeconds:F0} s; when a sixteenth of them was missing, {left} folders had not had their turn; "
                + $"peak memory {worker.Process.PeakMemoryBytes >> 20} MB"
        );
        Assert.Equal(0, left);
        rows = await RowsPerFolderAsync(pipeline);
        Assert.Equal(Addresses, rows.Count);
        Assert.Equal(Addresses / 2, rows.Values.Count(count => count == 3 * AddressLoad.RowsPerBatch));
        Assert.Equal(Addresses - (Addresses / 2), rows.Values.Count(count => count == 2 * AddressLoad.RowsPerBatch));
        Assert.InRange(worker.Process.PeakMemoryBytes, 1, MostMemory);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task CommittedAsync(WorkerProcess worker, int batches, TimeSpan deadline)
    {
        double expected = (double)batches * AddressLoad.RowsPerBatch;
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
