using System.Diagnostics;
using ModelData.Crash.Tests.Fleet;
using ModelData.Testing;

namespace ModelData.Crash.Tests;

/// <summary>
/// Three workers under load are frozen, killed, cut off from broker or storage, and come back, as a seed says. Afterwards every acknowledged row is in
/// a file once, in order. <c>MODELDATA_FAULT_SCHEDULES</c> sets the number of schedules (default 1, about 25 s), <c>MODELDATA_FAULT_SEED</c> repeats one.
/// </summary>
[Trait("Level", "Process")]
[Trait("Topic", "Faults")]
[Trait("Topic", "Fleet")]
public sealed class FleetFaultTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Fleet_AnySchedule_EveryAcknowledgedRowOnceAndInOrder()
    {
        int? seed = TestSize.Read("MODELDATA_FAULT_SEED");
        int schedules = seed is null ? TestSize.Read("MODELDATA_FAULT_SCHEDULES") ?? 1 : 1;
        long rows = 0;
        double lost = 0;
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < schedules; i++)
        {
            var schedule = new FleetSchedule(seed ?? Random.Shared.Next());
            var (problems, acknowledged, takenOver) = await PlayAsync(schedule);
            Assert.True(problems.Length == 0, $"{problems}\n{schedule}");
            rows += acknowledged;
            lost += takenOver;
        }

        Say(
            $"{schedules} schedules in {watch.Elapsed.TotalSeconds:F0} s: {rows:N0} rows acknowledged, 0 lost, 0 doubled, 0 out of order; "
                + $"{lost} times a worker noticed that its partition was taken"
        );
    }

    /// <summary>The schedules can fail: workers that do not see what is in a file double rows when they take over.</summary>
    [Fact]
    public async Task Fleet_WithoutSeq_IsSeen()
    {
        string problems = "";
        for (int seed = 1; seed <= 3 && problems.Length == 0; seed++)
        {
            (problems, _, _) = await PlayAsync(new FleetSchedule(seed), "without-seq");
        }

        Assert.Contains("doubled", problems);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<(string Problems, long Rows, double Lost)> PlayAsync(FleetSchedule schedule, string variant = "")
    {
        Say($"{schedule}");
        await using var rig = await FleetRig.StartAsync(workers: 3, variant);
        await rig.SettleFleetAsync(Token);
        await schedule.PlayAsync(rig);
        await rig.SettleFleetAsync(Token);
        var ledger = await rig.SettleRowsAsync(Token);
        double[] lost = await Task.WhenAll(rig.Workers.Select(worker => worker.CountLostAsync(Token)));
        string problems = rig.FindProblems(ledger);
        return (problems.Length == 0 ? "" : $"{problems}\n{rig.Tails()}", ledger.Everywhere.RowCount, lost.Sum());
    }

    private void Say(string line)
    {
        output.WriteLine(line);
        Console.WriteLine(line);
    }
}
