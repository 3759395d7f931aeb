using System.Net.Http;
using System.Net.Sockets;
using Azure;
using Azure.Identity;
using Azure.Messaging.EventHubs;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Replaying;

namespace ModelData.Operations;

/// <summary>Tells a person why something could not be done.</summary>
public static class Explanation
{
    private const string LookAtStorage =
        "Look at the address of the account, at its state, and at the network in between; then run the command again.";

    private const string LookAtHub =
        "Look at the address of the namespace, at its state, and at the network in between; then run the command again.";

    /// <summary>The problem for a person, without secrets; null when it is a fault of this program.</summary>
    public static string? Of(Exception exception) =>
        exception switch
        {
            CommandFailedException or ReplayException => exception.Message,
            // What the storage client has in the end, when it asked several times.
            AggregateException { InnerExceptions: [.., { } last] } => Of(last),
            // The message of the service goes on with headers and the request.
            RequestFailedException { Status: 0 } failure =>
                $"Storage does not answer: {Sentence(failure)} {LookAtStorage}",
            RequestFailedException failure =>
                $"Storage refused: {failure.Status} {failure.ErrorCode}: {Sentence(failure)} {Mend(failure)}",
            AuthenticationFailedException failure =>
                $"The identity gets no token: {Sentence(failure)} Log in, for example with `az login`, or look at the identity that this runs as.",
            _ when HubFailure.Find(exception) is { } failure => $"The hub refused or does not answer: {failure}",
            EventHubsException failure => $"The hub refused or does not answer: {Sentence(failure)} {LookAtHub}",
            // Nobody cancelled it here: the time of a request ran out.
            OperationCanceledException or TimeoutException => $"There was no answer in time. {LookAtStorage}",
            HttpRequestException or SocketException => $"There is no connection: {Sentence(exception)} {LookAtStorage}",
            IOException or UnauthorizedAccessException => exception.Message,
            _ => null,
        };

    private static string Mend(RequestFailedException refusal) =>
        refusal.Status switch
        {
            401 or 403 =>
                "Look at the key or the roles of whoever asks, at the firewall of the account, and at the clock of this machine.",
            404 => "Look at the names that were given.",
            429 or >= 500 =>
                "Wait, and run the command again; if it lasts, look at the load and the health of the account.",
            _ => "See what the code of the storage means.",
        };

    private static string Sentence(Exception exception) => exception.Message.Split('\n')[0].Trim().TrimEnd('.') + ".";
}
