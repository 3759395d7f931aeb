using Azure;
using Azure.Identity;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Replaying;

namespace ModelData.Operations;

/// <summary>Tells a person why something could not be done.</summary>
public static class Explanation
{
    /// <summary>The problem in one line, without secrets; null when it is a fault of the program.</summary>
    public static string? Of(Exception exception) =>
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
