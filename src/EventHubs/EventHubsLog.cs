using Microsoft.Extensions.Logging;

namespace ModelData.EventHubs;

/// <summary>What this project logs. Never payloads, keys, tokens or connection strings.</summary>
internal static partial class EventHubsLog
{
    [LoggerMessage(
        EventIds.ConnectionOpened,
        LogLevel.Information,
        "Connected to {Host}:{Port} by {TransportType} (TLS: {UsesTls})."
    )]
    public static partial void ConnectionOpened(
        this ILogger logger,
        string host,
        int port,
        EventHubsTransportType transportType,
        bool usesTls
    );

    [LoggerMessage(EventIds.ConnectionClosed, LogLevel.Information, "Connection to {Host} closed: {Reason}.")]
    public static partial void ConnectionClosed(this ILogger logger, string host, string reason);

    [LoggerMessage(EventIds.CloseUnanswered, LogLevel.Debug, "The peer did not answer the close: {Reason}.")]
    public static partial void CloseUnanswered(this ILogger logger, FailureReason reason);

    [LoggerMessage(EventIds.ClaimRenewed, LogLevel.Debug, "Claim on {Audience} renewed until {ExpiresOn}.")]
    public static partial void ClaimRenewed(this ILogger logger, string audience, DateTimeOffset expiresOn);

    [LoggerMessage(
        EventIds.ClaimNotRenewed,
        LogLevel.Warning,
        "Claim on {Audience} was not renewed ({Reason}); the next attempt follows in 30 s."
    )]
    public static partial void ClaimNotRenewed(this ILogger logger, string audience, FailureReason reason);

    [LoggerMessage(
        EventIds.SenderAttached,
        LogLevel.Debug,
        "Sender attached to {Address}; largest message {MaximumBytes} bytes."
    )]
    public static partial void SenderAttached(this ILogger logger, string address, long maximumBytes);

    [LoggerMessage(
        EventIds.SendAttemptFailed,
        LogLevel.Warning,
        "Send to {Address} failed ({Reason}, outcome unknown: {IsOutcomeUnknown})."
    )]
    public static partial void SendAttemptFailed(
        this ILogger logger,
        string address,
        FailureReason reason,
        bool isOutcomeUnknown
    );

    [LoggerMessage(
        EventIds.ReceiverAttached,
        LogLevel.Information,
        "Receiver attached to {Address}, owner level {OwnerLevel}, from {Filter}."
    )]
    public static partial void ReceiverAttached(this ILogger logger, string address, long? ownerLevel, string filter);

    [LoggerMessage(
        EventIds.ReceiverLost,
        LogLevel.Information,
        "Receiver of {Address} lost its link ({Reason}) and will attach again: {Detail}"
    )]
    public static partial void ReceiverLost(this ILogger logger, string address, FailureReason reason, string detail);

    [LoggerMessage(
        EventIds.ReceiverClosed,
        LogLevel.Warning,
        "Receiver of {Address} is closed for good ({Reason}): {Detail}"
    )]
    public static partial void ReceiverClosed(this ILogger logger, string address, FailureReason reason, string detail);
}
