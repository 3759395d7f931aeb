using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ModelData.EventHubs;

/// <summary>How a connection behaves. Copied when the connection is made.</summary>
public sealed class EventHubsConnectionOptions
{
    /// <summary>How failed operations are tried again. Default: as in the official .NET SDK.</summary>
    public EventHubsRetryOptions Retry { get; set; } = new();

    /// <summary>
    /// How long without a frame from the peer until it counts as gone; at least 5 s. Default: 60 s, as in the official SDKs.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Where the connection and its senders and receivers log: openings, closings, retries, renewals; never payloads, keys or
    /// tokens. Default: nowhere.
    /// </summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;
}
