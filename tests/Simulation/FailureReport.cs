using System.Text;

namespace ModelData.Simulation;

/// <summary>Says how a schedule failed, and how to play it again.</summary>
internal static class FailureReport
{
    private const int MostLines = 60;

    public static async Task<string> WriteAsync(IReadOnlyList<Outcome> failures)
    {
        var report = new StringBuilder();
        foreach (var failure in failures)
        {
            report.AppendLine($"{failure.Plan.Scenario} {failure.Plan.Seed}: {string.Join("; ", failure.Problems)}");
        }

        if (failures.Count > 0)
        {
            var shortest = await SchedulePlayer.PlayAsync(failures[0].Plan, keepsTrace: true);
            report.AppendLine($"{shortest.Plan}");
            if (SimulationSettings.TraceFile is { } file)
            {
                await File.WriteAllLinesAsync(file, shortest.Lines);
            }

            report.AppendJoin('\n', shortest.Lines.TakeLast(MostLines));
        }

        return report.ToString();
    }
}
