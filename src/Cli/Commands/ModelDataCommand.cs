using System.CommandLine;
using ModelData.Cli.Completion;
using ModelData.Cli.DeadLetters;
using ModelData.Cli.Doctor;
using ModelData.Cli.Files;
using ModelData.Cli.Replay;
using ModelData.Cli.Services;
using ModelData.Cli.Status;
using ModelData.Cli.Tail;
using ModelData.Cli.WebConsole;

namespace ModelData.Cli.Commands;

/// <summary>The command line of the tool.</summary>
internal static class ModelDataCommand
{
    private const string Description = """
        Operates ModelData: tells whether a pipeline works and how far behind it is, lists, follows and copies data files, tells which
        days are complete, shows dead letters and sends them again, switches what web services collect while they run, and builds
        files anew from the events that the hub still has.

        Exit codes: 0 done; 1 wrong arguments, or storage or the hub failed; 2 the answer is no (a folder is not complete,
        a dead letter cannot be sent again, a file cannot be restored); 3 rows come late, 4 the pipeline does not
        work (status, lag, doctor); 130 interrupted.
        """;

    public static RootCommand Create(CommandContext context) =>
        new(Description)
        {
            StatusCommand.Create(context),
            LagCommand.Create(context),
            DoctorCommand.Create(context),
            TailCommand.Create(context),
            FilesCommand.Create(context),
            DeadLettersCommand.Create(context),
            ServicesCommand.Create(context),
            ReplayCommand.Create(context),
            ConsoleCommand.Create(context),
            CompletionCommand.Create(context),
        };

    public static Task<int> RunAsync(string[] args, CommandContext context) =>
        Create(context)
            .Parse(args)
            .InvokeAsync(
                new InvocationConfiguration
                {
                    Output = context.Out,
                    Error = context.Error,
                    // Time to delete a snapshot after a signal.
                    ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
                }
            );
}
