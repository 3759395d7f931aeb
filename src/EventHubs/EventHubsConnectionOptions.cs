using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ModelData.EventHubs;

/// <summary>How a connection behaves. Copied when the connection is made.</summary>
public sealed class EventHubsConnectionOptions
{
    /// <summary>How failed operations are tried again. Default: as in the official .NET SDK.</summary>
    public EventHubsRetryOptions Retry { get; set; } = new();

    /// <summary>What carries AMQP to the namespace. Default: <see cref="EventHubsTransportType.AmqpTcp"/>.</summary>
    public EventHubsTransportType TransportType { get; set; }

    /// <summary>
    /// The proxy; for <see cref="EventHubsTransportType.AmqpWebSockets"/> only, and an error otherwise. Default: the system's, which
    /// on Linux is that of <c>HTTPS_PROXY</c> and <c>NO_PROXY</c>. <c>new WebProxy()</c> means none.
    /// </summary>
    public IWebProxy? Proxy { get; set; }

    /// <summary>
    /// The address to connect to in place of the namespace, for example that of a gateway: its host, and its port if it names one. The
    /// namespace stays what the peer is asked for, what tokens are for, and what its certificate must be for. Default: none.
    /// </summary>
    public Uri? CustomEndpointAddress { get; set; }

    /// <summary>
    /// Whether a connection string with <c>UseDevelopmentEmulator=true</c> may lead to another machine than this one. There is no TLS then: rows, and tokens
    /// that are as good as the key for a while, can be read on the way. Default: no; only loopback addresses and <c>localhost</c> are.
    /// </summary>
    public bool AllowPlaintext { get; set; }

    /// <summary>
    /// Root certificates that are trusted in place of the system's: the peer's certificate must come from one of them. Name and dates
    /// are checked either way. Default: none, the system's trust.
    /// </summary>
    public IReadOnlyList<X509Certificate2> TrustedCertificates { get; set; } = [];

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
