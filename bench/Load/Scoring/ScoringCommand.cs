using System.CommandLine;
using ModelData.Bench.Load.Measuring;

namespace ModelData.Bench.Load.Scoring;

/// <summary><c>scoring</c>: what collecting adds to the processor time of a request.</summary>
internal static class ScoringCommand
{
    public const string Api = "scoring-api";

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds")
        {
            Description = "How often the apps are asked in turn.",
            DefaultValueFactory = _ => 20,
        };
        var requests = new Option<int>("--requests")
        {
            Description = "Requests to each app in each round.",
            DefaultValueFactory = _ => 20_000,
        };
        var json = new Option<bool>("--json")
        {
            Description = "Print the figures as one JSON object on the last line.",
        };
        var command = new Command("scoring", "Measures what collecting adds to the processor time of a request.")
        {
            rounds,
            requests,
            json,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var run = new ScoringRun(parsed.GetValue(rounds), parsed.GetValue(requests));
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
