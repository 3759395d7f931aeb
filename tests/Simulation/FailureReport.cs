using System.Text;
using ModelData.Simulation.Plans;
using ModelData.Testing;

namespace ModelData.Simulation;

/// <summary>Says how schedules failed, how to play them again, and what happened in the shortest that fails like the first.</summary>
internal static class FailureReport
{
    private const int MostLines = 80;

    // The rest is looks and receives that brought nothing; it stands in the file.
    private static readonly string[] Telling =
    [
        " act ",
        " starts ",
        " is killed",
        " has ended",
        " commit ",
        " save-state ",
        " load-state ",
        " attach ",
        " end ",
        " letter ",
        " gap ",
        " hub made ",
        " ! ",
    ];

    public static async Task<string> WriteAsync(IReadOnlyList<Outcome> failures)
    {
        var report = new StringBuilder();
        foreach (var failure in failures)
        {
            report.AppendLine($"{failure.Plan.Scenario} {failure.Plan.Seed}: {string.Join("; ", failure.Problems)}");
        }

        if (failures.Count == 0)
        {
            return "";
        }

        var first = failures[0];
        var shortest = await Shrinking.RunAsync(first);
        string file = SimulationSettings.TraceFile ?? DefaultFile(first.Plan);
        await File.WriteAllLinesAsync(file, shortest.Lines);
        report.AppendLine(
            $"again: MODELDATA_SIMULATION_SCENARIO={first.Plan.Scenario} MODELDATA_SIMULATION_SEED={first.Plan.Seed}"
        );
        report.AppendLine($"{first.Plan}");
        report.AppendLine($"the shortest that fails like it: {shortest.Plan}");
        report.AppendLine($"{string.Join("; ", shortest.Problems)}");
        report.AppendLine($"its trace is in {file}; the last lines that tell something:");
        report.AppendJoin('\n', shortest.Lines.Where(IsTelling).TakeLast(MostLines));
        return report.ToString();
    }

    private static bool IsTelling(string line) =>
        Array.Exists(Telling, part => line.Contains(part, StringComparison.Ordinal));

    private static string DefaultFile(Plan plan)
    {
        string folder = Path.Combine(Repository.Artifacts, "simulation");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $"{plan.Scenario}-{plan.Seed}.txt");
    }
}
