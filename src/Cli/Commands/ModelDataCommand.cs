using System.CommandLine;
using System.CommandLine.Invocation;
using ModelData.Cli.Compacting;
using ModelData.Cli.Completion;
using ModelData.Cli.DeadLetters;
using ModelData.Cli.Doctor;
using ModelData.Cli.Files;
using ModelData.Cli.Output;
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
        files anew from the events that the hub still has; compacts files.

        Exit codes: 0 done; 1 wrong arguments, or storage or the hub failed; 2 the answer is no (a folder is not complete,
        a dead letter cannot be sent again, a file cannot be restored); 3 rows come late, 4 the pipeline does not
        work (status, lag, doctor); 130 interrupted; 141 nobody reads the output any more.
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
            CompactCommand.Create(context),
            CompletionCommand.Create(context),
        };

    /// <summary>Runs the tool. Never throws: what goes wrong is said, and in the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, CommandContext context)
    {
        try
        {
            ParseResult arguments = Create(context).Parse(args);
            int code =
                arguments.Action is ParseErrorAction problem ? await UsageError.TellAsync(arguments, problem, context)
                : CompletionCommand.IsAsked(args) ? await CompleteAsync(arguments, context)
                : await InvokeAsync(arguments, context.Out, context.Error);
            await context.Out.FlushAsync();
            return code;
        }
        catch (OutputFailedException e) when (e.IsReaderGone)
        {
            return ExitCodes.ReaderGone;
        }
        catch (OutputFailedException e)
        {
            await context.Error.WriteLineAsync(Printable.Line(e.Message));
            return ExitCodes.Failed;
        }
        catch (Exception e)
        {
            await context.Error.WriteLineAsync(
                $"This is a fault of modeldata; please report it with what follows.\n{Printable.Lines($"{e}")}"
            );
            return ExitCodes.Failed;
        }
    }

    private static async Task<int> CompleteAsync(ParseResult arguments, CommandContext context)
    {
        await using var suggestions = new StringWriter();
        int code = await InvokeAsync(arguments, suggestions, context.Error);
        await context.Out.WriteAsync(CompletionCommand.Useful(suggestions.ToString()));
        return code;
    }

    private static Task<int> InvokeAsync(ParseResult arguments, TextWriter output, TextWriter error) =>
        arguments.InvokeAsync(
            new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                // Time to delete a snapshot after a signal.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            }
        );
}
