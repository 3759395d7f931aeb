using System.Net.Sockets;
using System.Security.Authentication;
using Amqp;
using Amqp.Framing;

namespace ModelData.EventHubs.Amqp;

/// <summary>
/// The only place that turns what the wire says into an <see cref="EventHubsException"/>. The rules are those of the official .NET
/// SDK, but for one: a message that is too large is final.
/// </summary>
internal static class AmqpErrorMapper
{
    public static EventHubsException Map(Exception exception, string? partitionId = null) =>
        exception switch
        {
            EventHubsException known => known,
            AmqpException amqp => Map(amqp.Error, exception, partitionId),
            // A name that does not exist is a mistake in the connection string, not weather.
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.HostUnreachable } => Create(
                FailureReason.ServiceCommunicationProblem,
                isTransient: false,
                "The host does not exist or cannot be reached.",
                exception,
                partitionId
            ),
            // Of the handshake alone: nothing secret stands in its texts.
            AuthenticationException => Create(
                FailureReason.ServiceCommunicationProblem,
                isTransient: false,
                $"The peer's TLS certificate or protocol was refused: {exception.GetBaseException().Message}",
                exception,
                partitionId
            ),
            TimeoutException => Create(
                FailureReason.ServiceTimeout,
                isTransient: true,
                "The operation did not end in time.",
                exception,
                partitionId
            ),
            _ => Create(
                FailureReason.ServiceCommunicationProblem,
                isTransient: true,
                "The peer could not be reached or went away.",
                exception,
                partitionId
            ),
        };

    public static EventHubsException Map(Error? error, Exception? cause = null, string? partitionId = null)
    {
        string condition = error?.Condition?.ToString() ?? "";
        string description = PeerText.Clean(error?.Description);
        (FailureReason reason, bool isTransient) = Classify(condition, error?.Description ?? "");
        string message =
            condition.Length == 0 ? "The peer gave no reason."
            : description.Length == 0 ? PeerText.Clean(condition)
            : $"{description} ({PeerText.Clean(condition)})";
        // The library's exception has the peer's text as it came.
        bool isClean = error?.Description is null || description == error.Description;
        return Create(reason, isTransient, message, isClean ? cause : null, partitionId);
    }

    /// <summary>Maps the status of a <c>$cbs</c> or <c>$management</c> reply.</summary>
    public static EventHubsException Map(int statusCode, string? condition, string? description, string? partitionId)
    {
        condition ??= statusCode switch
        {
            400 => "com.microsoft:argument-error",
            401 => "amqp:unauthorized-access",
            403 => "amqp:resource-limit-exceeded",
            404 => "amqp:not-found",
            408 => "com.microsoft:timeout",
            410 => "amqp:link:stolen",
            501 => "amqp:not-implemented",
            503 => "com.microsoft:server-busy",
            _ => "amqp:internal-error",
        };
        (FailureReason reason, bool isTransient) = Classify(condition, description ?? "");
        string message =
            $"{PeerText.Clean(description)} ({PeerText.Clean(condition)}, status {statusCode})".TrimStart();
        return Create(reason, isTransient, message, null, partitionId);
    }

    private static (FailureReason Reason, bool IsTransient) Classify(string condition, string description) =>
        condition.ToLowerInvariant() switch
        {
            "com.microsoft:timeout" => (FailureReason.ServiceTimeout, true),
            "com.microsoft:server-busy" => (FailureReason.ServiceBusy, true),
            "amqp:illegal-state" => (FailureReason.ClientClosed, true),
            "amqp:not-found" when IsMissingEntity(description) => (FailureReason.ResourceNotFound, false),
            "com.microsoft:entity-disabled" => (FailureReason.ResourceNotFound, false),
            "amqp:link:stolen" => (FailureReason.ConsumerDisconnected, false),
            "amqp:resource-limit-exceeded" => (FailureReason.QuotaExceeded, false),
            "amqp:unauthorized-access" or "com.microsoft:auth-failed" => (FailureReason.Unauthorized, false),
            "amqp:link:message-size-exceeded" => (FailureReason.MessageSizeExceeded, false),
            "com.microsoft:argument-error"
            or "com.microsoft:argument-out-of-range"
            or "com.microsoft:georeplication:invalid-offset" => (FailureReason.InvalidArgument, false),
            "amqp:not-allowed"
            or "amqp:not-implemented"
            or "com.microsoft:out-of-order-sequence"
            or "com.microsoft:producer-epoch-stolen" => (FailureReason.InvalidOperation, false),
            _ => (FailureReason.ServiceCommunicationProblem, true),
        };

    private static bool IsMissingEntity(string description)
    {
        if (description.Contains("status-code: 404", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        int start = description.IndexOf("The messaging entity ", StringComparison.OrdinalIgnoreCase);
        return start >= 0
            && description.IndexOf("could not be found", start, StringComparison.OrdinalIgnoreCase) > start;
    }

    private static EventHubsException Create(
        FailureReason reason,
        bool isTransient,
        string message,
        Exception? cause,
        string? partitionId
    ) => new(reason, isTransient, message, cause) { PartitionId = partitionId };
}
