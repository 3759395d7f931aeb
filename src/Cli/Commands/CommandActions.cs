using System.CommandLine;
using ModelData.Cli.Output;

namespace ModelData.Cli.Commands;

/// <summary>Runs a command and turns what went wrong into one line and an exit code.</summary>
internal static class CommandActions
{
    public static void SetAction(
        this Command command,
        CommandContext context,
        Func<ParseResult, CancellationToken, Task<int>> action
    ) =>
        command.SetAction(
            async (arguments, cancellationToken) =>
            {
                try
                {
                    return await action(arguments, cancellationToken);
                }
                // Whatever it ends with: clients wrap a cancellation in many ways.
                catch (Exception e) when (e is not OutputFailedException && cancellationToken.IsCancellationRequested)
                {
                    await context.Error.WriteLineAsync("Interrupted.");
                    return ExitCodes.Interrupted;
                }
                catch (Exception e) when (Explanation.Of(e) is { } problem)
                {
                    await context.Error.WriteLineAsync(Printable.Line(problem));
                    return ExitCodes.Failed;
                }
            }
        );
}
