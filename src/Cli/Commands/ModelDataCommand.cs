using System.CommandLine;
using ModelData.Cli.DeadLetters;
using ModelData.Cli.Files;
using ModelData.Cli.Replay;

namespace ModelData.Cli.Commands;

/// <summary>The command line of the tool.</summary>
internal static class ModelDataCommand
{
    private const string Description = """
        Operates ModelData: lists and copies data files, tells which days are complete, shows dead letters and sends them again,
        and builds files anew from the events that the hub still has.

        Exit codes: 0 done; 1 wrong arguments, or storage or the hub failed; 2 the answer is no (a folder is not complete,
        a dead letter cannot be sent again, a file cannot be restored); 130 interrupted.
        """;

    public static RootCommand Create(Surroundings surroundings) =>
        new(Description)
        {
            FilesCommand.Create(surroundings),
            DeadLettersCommand.Create(surroundings),
            ReplayCommand.Create(surroundings),
        };

    public static Task<int> RunAsync(string[] args, Surroundings surroundings) =>
        Create(surroundings)
            .Parse(args)
            .InvokeAsync(
                new InvocationConfiguration
                {
                    Output = surroundings.Out,
                    Error = surroundings.Error,
                    // Time to delete a snapshot after a signal.
                    ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
                }
            );
}
