using System.CommandLine;
using Azure;
using Azure.Identity;
using ModelData.Cli.Output;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Replaying;

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
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    await context.Error.WriteLineAsync("Interrupted.");
                    return ExitCodes.Interrupted;
                }
                catch (Exception e) when (Explain(e) is { } problem)
                {
                    await context.Error.WriteLineAsync(Printable.Line(problem));
                    return ExitCodes.Failed;
                }
            }
        );

    /// <summary>The problem for a person, without secrets; null when it is a fault of this program.</summary>
    public static string? Explain(Exception exception) =>
        exception switch
        {
            CommandFailedException or ReplayException => exception.Message,
            // The message of the service goes on with headers and the request.
            RequestFailedException { Status: 0 } failure => $"Storage does not answer: {FirstLine(failure)}",
            RequestFailedException failure =>
                $"Storage refused: {failure.Status} {failure.ErrorCode}: {FirstLine(failure)}",
            AggregateException { InnerException: RequestFailedException failure } =>
                $"Storage does not answer: {FirstLine(failure)}",
            AuthenticationFailedException failure => $"No token for storage: {FirstLine(failure)}",
            _ when HubFailure.Find(exception) is { } failure => $"The hub refused or does not answer: {failure}",
            IOException or UnauthorizedAccessException => exception.Message,
            _ => null,
        };

    private static string FirstLine(Exception exception) => exception.Message.Split('\n')[0].Trim();
}
