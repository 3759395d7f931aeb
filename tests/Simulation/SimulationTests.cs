using System.Diagnostics;
using System.Globalization;
using ModelData.Simulation.Plans;
using ModelData.Testing;

namespace ModelData.Simulation;

/// <summary>
/// The engine under seeds: whatever happens, every acknowledged row is in a file once, in order. <c>MODELDATA_SIMULATION_SCHEDULES</c> sets how many
/// schedules are played, over all scenarios; <c>MODELDATA_SIMULATION_SEED</c> plays one again.
/// </summary>
[Trait("Category", "Simulation")]
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Schedules = 2000;

    [Fact]
    public async Task Engine_AnySchedule_EveryRowOnceAndInOrder()
    {
        var plans = SimulationSettings.Plans(Schedules);
        var failures = new List<Outcome>();
        var (played, rows) = (0, 0L);
        var watch = Stopwatch.StartNew();
        await SchedulePlayer.PlayAsync(
            plans,
            outcome =>
            {
                played++;
                rows += outcome.Rows;
                failures.AddRange(outcome.Problems.Count > 0 ? [outcome] : []);
                return failures.Count < SimulationSettings.MostFailures;
            }
        );
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{played} schedules in {watch.Elapsed.TotalSeconds:F0} s: {rows} rows, {failures.Count} schedules failed"
        );
        output.WriteLine(line);
        Console.WriteLine(line);
        Assert.True(failures.Count == 0, await FailureReport.WriteAsync(failures));
    }
}
