using System.CommandLine;
using ModelData.Bench.Load.Measuring;

namespace ModelData.Bench.Load.Scoring;

/// <summary><c>scoring</c>: what collecting adds to the processor time of a request.</summary>
internal static class ScoringCommand
{
    public const string Api = "scoring-api";

    public static Command Create()
    {
        var starts = new Option<int>("--starts")
        {
            Description =
                "How often the apps are started: what the compiler makes of the same code differs from process to process.",
            DefaultValueFactory = _ => 5,
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "How often the apps are asked in turn, each time they are started.",
            DefaultValueFactory = _ => 4,
        };
        var requests = new Option<int>("--requests")
        {
            Description = "Requests to each app in each round.",
            DefaultValueFactory = _ => 60_000,
        };
        var frozen = new Option<int>("--frozen")
        {
            Description = "Seconds for which the hub is silent at the end, connections open.",
            DefaultValueFactory = _ => 60,
        };
        var json = new Option<bool>("--json")
        {
            Description = "Print the figures as one JSON object on the last line.",
        };
        var command = new Command("scoring", "Measures what collecting adds to the processor time of a request.")
        {
            starts,
            rounds,
            requests,
            frozen,
            json,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var run = new ScoringRun(
                    parsed.GetValue(starts),
                    parsed.GetValue(rounds),
                    parsed.GetValue(requests),
                    TimeSpan.FromSeconds(parsed.GetValue(frozen))
                );
                Output.Report(await run.RunAsync(cancellationToken), parsed.GetValue(json));
            }
        );
        return command;
    }

    public static Command CreateApi()
    {
        var command = new Command(Api, "A scoring app.") { Hidden = true };
        command.SetAction((_, cancellationToken) => ScoringApi.RunAsync(cancellationToken));
        return command;
    }
}
