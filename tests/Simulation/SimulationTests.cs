using System.Diagnostics;
using System.Globalization;

namespace ModelData.Simulation;

/// <summary>
/// The engine under seeds: whatever happens, every acknowledged row is in a file once, in order. <c>MODELDATA_SIMULATION_SCHEDULES</c> sets how many
/// schedules are played, over all scenarios or those of <c>MODELDATA_SIMULATION_SCENARIO</c>; <c>MODELDATA_SIMULATION_SEED</c> plays one again.
/// </summary>
[Trait("Level", "Integration")]
[Trait("Topic", "Simulation")]
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Schedules = 800;

    [Fact]
    public async Task Engine_AnySchedule_EveryRowOnceAndInOrder()
    {
        var failures = new List<Outcome>();
        var (played, rows) = (0, 0L);
        var watch = Stopwatch.StartNew();
        await SchedulePlayer.PlayAsync(
            SimulationSettings.FindPlans(Schedules),
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
        await TraceOnlyPlanAsync();
        Assert.True(failures.Count == 0, await FailureReport.WriteAsync(failures));
    }

    private static async Task TraceOnlyPlanAsync()
    {
        if (SimulationSettings.OnlyPlan is { } plan && SimulationSettings.TraceFile is { } file)
        {
            await File.WriteAllLinesAsync(file, (await SchedulePlayer.PlayAsync(plan, keepsTrace: true)).Lines);
        }
    }
}
