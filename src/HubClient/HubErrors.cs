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
            // A link or connection that was closed under the request; the peer's reason, where it gave one, is lost.
            ObjectDisposedException or OperationCanceledException => OfConnection(exception),
            // Either the service does not allow it, or a connection was closing: the type does not tell, so it may pass.
            InvalidOperationException => Create(HubFailureReason.InvalidOperation, true, exception),
            TimeoutException => Create(HubFailureReason.ServiceTimeout, true, exception),
            _ => OfConnection(exception),
        };

    /// <summary>
    /// What an exception of a send means. All but a refusal leaves open whether the event is stored. An event that is larger than the link takes is refused by the
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
        // What comes behind it in the official client's texts is an address to read on at.
        string text = PeerText.Clean(exception.Message.Split("For troubleshooting information")[0].TrimEnd());
        // An exception whose text holds more than is fit for a log goes no further.
        bool isClean = exception.Message.StartsWith(text, StringComparison.Ordinal);
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
