using System.Net.Sockets;
using System.Runtime.Serialization;
using System.Security.Authentication;
using Azure.Messaging.EventHubs;
using Sdk = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace ModelData.HubClient;

/// <summary>
/// The only place that turns what the official client throws into a <see cref="HubException"/>. Most of it is an <see cref="EventHubsException"/>; refusals,
/// and much of what a connection ends with, come out as they are.
/// </summary>
internal static class HubErrors
{
    // Behind the service's own words.
    private const string Hint = "For troubleshooting information";

    /// <summary>What an exception of the official client means.</summary>
    public static HubException Map(Exception exception) =>
        FindKnown(exception)
        ?? exception switch
        {
            EventHubsException e => Of(e),
            UnauthorizedAccessException => Create(HubFailureReason.Unauthorized, false, exception),
            ArgumentException or FormatException or SerializationException => Create(
                HubFailureReason.InvalidArgument,
                false,
                exception
            ),
            NotSupportedException => Create(HubFailureReason.InvalidOperation, false, exception),
            // A link or connection that was closed under the request. Why, an inner exception may say; whether the request was carried out, nothing does.
            ObjectDisposedException or OperationCanceledException => OfConnection(exception),
            // Either the service does not allow it, which the official client says with a hint, or a connection was closing.
            InvalidOperationException => Create(
                HubFailureReason.InvalidOperation,
                !exception.Message.Contains(Hint, StringComparison.Ordinal),
                exception
            ),
            TimeoutException => Create(HubFailureReason.ServiceTimeout, true, exception),
            _ => OfConnection(exception),
        };

    /// <summary>
    /// What an exception of a send means. All but a refusal leaves open whether the event is stored. An event that is larger than the link takes is
    /// refused by the
    /// official client itself, before anything is sent; a peer that takes less than its link says cannot be told from one that is in trouble.
    /// </summary>
    public static HubException MapSend(Exception exception)
    {
        HubException failure = Map(exception);
        return new HubException(failure.Reason, failure.IsTransient, failure.Message, failure.InnerException)
        {
            IsOutcomeUnknown = !IsRefusal(failure.Reason) && !IsBeforeAnyConnection(exception),
        };
    }

    private static bool IsRefusal(HubFailureReason reason) =>
        reason
            is HubFailureReason.MessageSizeExceeded
                or HubFailureReason.QuotaExceeded
                or HubFailureReason.Unauthorized
                or HubFailureReason.AuthenticationFailed
                or HubFailureReason.ResourceNotFound
                or HubFailureReason.InvalidArgument;

    // An established connection never ends with one of these.
    private static bool IsBeforeAnyConnection(Exception exception) =>
        Find<SocketException>(exception)
            is { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.ConnectionRefused };

    // A credential's failure has been told already; the official client may have wrapped it.
    private static HubException? FindKnown(Exception exception) => Find<HubException>(exception);

    private static HubException Of(EventHubsException e) =>
        Create(
            e.Reason switch
            {
                Sdk.ServiceTimeout => HubFailureReason.ServiceTimeout,
                Sdk.ServiceBusy => HubFailureReason.ServiceBusy,
                Sdk.ClientClosed => HubFailureReason.ClientClosed,
                Sdk.ResourceNotFound => HubFailureReason.ResourceNotFound,
                Sdk.ConsumerDisconnected => HubFailureReason.ConsumerDisconnected,
                Sdk.QuotaExceeded => HubFailureReason.QuotaExceeded,
                Sdk.MessageSizeExceeded => HubFailureReason.MessageSizeExceeded,
                Sdk.ProducerDisconnected or Sdk.InvalidClientState => HubFailureReason.InvalidOperation,
                _ => HubFailureReason.ServiceCommunicationProblem,
            },
            // What was closed under the request is opened again by the next one.
            e.IsTransient
                || e.Reason == Sdk.ClientClosed,
            e
        );

    private static HubException OfConnection(Exception exception) =>
        Find<SocketException>(exception) is { SocketErrorCode: SocketError.HostNotFound } unknown
            ? Create(
                HubFailureReason.ServiceCommunicationProblem,
                false,
                unknown,
                "The host does not exist or cannot be reached"
            )
        : Find<AuthenticationException>(exception) is { } refused
            ? Create(
                HubFailureReason.ServiceCommunicationProblem,
                false,
                refused,
                "The peer's TLS certificate or protocol was refused"
            )
        : Create(
            HubFailureReason.ServiceCommunicationProblem,
            true,
            exception,
            "The hub could not be reached or went away"
        );

    private static HubException Create(
        HubFailureReason reason,
        bool isTransient,
        Exception exception,
        string? what = null
    )
    {
        string text = PeerText.Clean(exception.Message.Split(Hint)[0].TrimEnd());
        // An exception whose texts hold more than is fit for a log goes no further.
        bool isClean = true;
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            string all = e.Message.ReplaceLineEndings(" ");
            isClean &= PeerText.Clean(all) == all;
        }

        return new HubException(
            reason,
            isTransient,
            what is null ? text : $"{what}: {text}",
            isClean ? exception : null
        );
    }

    private static T? Find<T>(Exception exception)
        where T : Exception
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }
}
