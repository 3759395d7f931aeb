using System.CommandLine;
using ModelData.Bench.Load.Measuring;

namespace ModelData.Bench.Load.Latency;

/// <summary><c>latency</c>: from Collect until the row is in its file, below capacity, everything at its defaults.</summary>
internal static class LatencyCommand
{
    public static Command Create()
    {
        var seconds = new Option<int>("--seconds")
        {
            Description = "How long rows are collected.",
            DefaultValueFactory = _ => 60,
        };
        var rate = new Option<int>("--rate")
        {
            Description = "Rows per second, over two models.",
            DefaultValueFactory = _ => 1000,
        };
        var json = new Option<bool>("--json")
        {
            Description = "Print the figures as one JSON object on the last line.",
        };
        var command = new Command("latency", "Measures how long a row takes from Collect to its file.")
        {
            seconds,
            rate,
            json,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var run = new LatencyRun(parsed.GetValue(rate), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
                var report = await run.RunAsync(cancellationToken);
                Output.Report(report, parsed.GetValue(json));
                return report is { RowsLost: 0, RowsDoubled: 0 } ? 0 : 1;
            }
        );
        return command;
    }
}
