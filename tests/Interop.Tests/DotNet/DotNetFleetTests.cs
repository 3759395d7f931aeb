using ModelData.Testing;

namespace ModelData.Interop.DotNet;

/// <summary>
/// A consumer on the official processor and a worker of ours in one consumer group, on one checkpoint container: who comes later goes on
/// behind the other's checkpoints, or from its own positions, as it was told.
/// </summary>
[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
[Trait("Topic", "Fleet")]
public sealed class DotNetFleetTests
{
    private const int Half = 40;
    private const int All = 2 * Half;

    // Of ten in each partition five are covered.
    private const long LastCheckpoint = 4;

    [Fact]
    public async Task OfficialToOurs_Adopting_NothingIsUnseenAndNothingCoveredIsARow()
    {
        await using FleetBed bed = await FleetBed.StartAsync();
        (List<int> seen, List<int> covered) = await ProcessHalfAsync(bed);

        await bed.SendAsync(Half);
        await using WorkerProcess worker = await bed.StartWorkerAsync("adopting", adopts: true);
        await bed.RowsAsync(All - covered.Count, worker);

        List<int> rows = await bed.ReadRowsAsync();
        Assert.Equal(Enumerable.Range(0, All).Except(covered), rows);
        Assert.Equal(Enumerable.Range(0, All), seen.Union(rows).Order());
    }

    [Fact]
    public async Task OfficialToOurs_NotAdopting_EveryEventIsARow()
    {
        await using FleetBed bed = await FleetBed.StartAsync();
        await ProcessHalfAsync(bed);

        await bed.SendAsync(Half);
        await using WorkerProcess worker = await bed.StartWorkerAsync("independent");
        await bed.RowsAsync(All, worker);

        Assert.Equal(Enumerable.Range(0, All), await bed.ReadRowsAsync());
    }

    [Fact]
    public async Task OursToOfficial_BeginsBehindOurMirror()
    {
        await using FleetBed bed = await FleetBed.StartAsync();
        await bed.SendAsync(Half);
        await using (WorkerProcess worker = await bed.StartWorkerAsync("first"))
        {
            await bed.RowsAsync(Half, worker);
            Assert.Equal(0, await worker.TerminateAsync(DotNetSdk.Deadline));
        }

        await bed.SendAsync(Half);
        await using OfficialProcessor processor = await bed.StartProcessorAsync();
        await FleetBed.SeenAsync(processor, Half);

        Assert.Equal(Enumerable.Range(Half, Half), FleetBed.NumbersOf(processor.Seen));
        Assert.Empty(processor.Errors);
    }

    [Fact]
    public async Task Together_EachGetsItsShareAndNothingIsUnseen()
    {
        await using FleetBed bed = await FleetBed.StartAsync();
        await using WorkerProcess worker = await bed.StartWorkerAsync("together");
        await bed.OwnersAsync(ours: FleetBed.Partitions, theirs: 0);
        await using (OfficialProcessor processor = await bed.StartProcessorAsync())
        {
            await bed.OwnersAsync(ours: FleetBed.Partitions / 2, theirs: FleetBed.Partitions / 2);
            await bed.SendAsync(Half);
            await FleetBed.SeenAsync(processor, Half / 2);
            await bed.RowsAsync(Half / 2, worker);
        }

        // It has given its partitions up; the worker goes by its own states, and files what the consumer processed.
        await bed.OwnersAsync(ours: FleetBed.Partitions, theirs: 0);
        await bed.RowsAsync(Half, worker);
        Assert.Equal(Enumerable.Range(0, Half), await bed.ReadRowsAsync());
    }

    private static async Task<(List<int> Seen, List<int> Covered)> ProcessHalfAsync(FleetBed bed)
    {
        await bed.SendAsync(Half);
        await using OfficialProcessor processor = await bed.StartProcessorAsync(LastCheckpoint);
        await FleetBed.SeenAsync(processor, Half);
        await processor.StopProcessingAsync();
        Assert.Empty(processor.Errors);
        List<int> covered = [.. FleetBed.NumbersOf(processor.Covered)];
        Assert.Equal(Half / 2, covered.Count);
        return ([.. FleetBed.NumbersOf(processor.Seen)], covered);
    }
}
