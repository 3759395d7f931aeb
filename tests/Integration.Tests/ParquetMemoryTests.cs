using System.Globalization;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>A backlog in both formats with the memory of a small container: Parquet works on whole row groups, and several files want theirs at once.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Parquet")]
public sealed class ParquetMemoryTests(AzuriteFixture fixture, ITestOutputHelper output)
{
    private const int Addresses = 16;
    private const int Rounds = 1500;
    private const long MostMemory = 512L * 1024 * 1024;

    [Fact]
    public async Task Worker_ABacklogAndTheHeapOfASmallContainer_WritesAllOfIt()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString, partitions: 4);
        var load = new AddressLoad(Addresses);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Addresses),
            async (address, token) => await load.SendAllAsync(pipeline.Sender, address, Rounds, token)
        );

        await using var worker = await pipeline.StartWorkerAsync(
            new()
            {
                ["Output__Formats"] = "csv,parquet",
                ["Flush__MaxAge"] = "00:00:10",
                ["DOTNET_GCHeapHardLimit"] = ManyAddressesTests.HeapLimit,
            }
        );

        double expected = 2.0 * Addresses * Rounds * AddressLoad.RowsPerBatch;
        double rows = 0;
        await Eventually.IsTrueAsync(
            async token => (rows = await worker.ReadSumAsync("modeldata_rows_committed_total", token)) >= expected,
            TimeSpan.FromMinutes(3),
            () =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{expected} rows, there are {rows}:\n{worker.Process.OutputTail}"
                ),
            TestContext.Current.CancellationToken
        );
        output.WriteLine(
            $"{expected / 2:N0} rows in both formats, peak memory {worker.Process.PeakMemoryBytes >> 20} MB"
        );
        Assert.Equal(expected, rows);
        Assert.InRange(worker.Process.PeakMemoryBytes, 1, MostMemory);
    }
}
