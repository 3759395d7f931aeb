using System.CommandLine;
using ModelData.Bench.Load.Measuring;

namespace ModelData.Bench.Load.Wire;

/// <summary><c>wire</c>: the official client beside raw TCP.</summary>
internal static class WireCommand
{
    public static Command Create()
    {
        var rounds = new Option<int>("--rounds")
        {
            Description = "How often everything is measured; medians are reported.",
            DefaultValueFactory = _ => 3,
        };
        var seconds = new Option<double>("--seconds")
        {
            Description = "How long each measurement takes.",
            DefaultValueFactory = _ => 4,
        };
        var partitions = new Option<int>("--partitions")
        {
            Description = "Partitions of the hub; one connection serves all.",
            DefaultValueFactory = _ => 4,
        };
        var json = new Option<bool>("--json")
        {
            Description = "Print the figures as one JSON object on the last line.",
        };
        var command = new Command("wire", "Sends and receives events of 64 KB and 1 KB, beside raw TCP.")
        {
            rounds,
            seconds,
            partitions,
            json,
        };
        command.SetAction(
            async (parsed, _) =>
            {
                var run = new WireRun(parsed.GetValue(partitions), parsed.GetValue(seconds));
                Output.Report(await run.RunAsync(parsed.GetValue(rounds)), parsed.GetValue(json));
            }
        );
        return command;
    }
}
