using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using ModelData.LocalEventHubs.Faults;

namespace ModelData.LocalEventHubs;

/// <summary>What a <see cref="LocalBroker"/> offers and where it keeps it.</summary>
public sealed class LocalBrokerOptions
{
    /// <summary>The folder that holds the events; created when missing. One broker at a time.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The hubs. At least one.</summary>
    public required IReadOnlyList<HubOptions> Hubs { get; init; }

    /// <summary>
    /// The certificate of the broker, with its private key: then the wire is TLS and nothing else. Default: none, the wire is plain.
    /// </summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The address to listen on. Default: loopback, since the wire is not encrypted unless there is a certificate.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on; 0 takes a free one. Default: 5672.</summary>
    public int Port { get; init; } = 5672;

    /// <summary>The keys that are accepted. Default: <see cref="AuthorizationRule.Default"/>.</summary>
    public IReadOnlyList<AuthorizationRule> Rules { get; init; } = [AuthorizationRule.Default];

    /// <summary>Whose JSON web tokens are accepted. Default: nobody's.</summary>
    public TrustedIssuer? Issuer { get; init; }

    /// <summary>
    /// Throughput units of each hub: 1 MB or 1000 events a second in for each, beyond which sends are rejected with
    /// <c>com.microsoft:server-busy</c>, and 2 MB or 4096 events out, to which receivers are slowed. Each partition has its equal share.
    /// Default: 0, no limit.
    /// </summary>
    public int ThroughputUnits { get; init; }

    /// <summary>
    /// How long events are kept. Default: 1 day. <see cref="Timeout.InfiniteTimeSpan"/> keeps them for ever. Whole files are
    /// removed, so that events may stay longer than this.
    /// </summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The largest event or batch in bytes, encoded. Default: 1,048,576. A larger one is rejected; its link stays.</summary>
    public int MaxMessageBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Whether an event is acknowledged only when the disk has it. Default: <see langword="true"/>. Otherwise when the operating
    /// system has it: it then survives the death of the broker, not that of the machine.
    /// </summary>
    public bool FlushesToDisk { get; init; } = true;

    /// <summary>The most bytes of recent events per hub that are kept in memory for readers at the end. Default: 64 MiB.</summary>
    public long TailCacheBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>A file of a hub's log that holds this many bytes is closed and a new one begun. Default: 128 MiB.</summary>
    public long SegmentBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Without a byte from a client for this long its connection is closed. Default: 4 minutes, like the service.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>
    /// How long a connection has until a valid token or key came over it. Default: 30 seconds, then it is closed.
    /// </summary>
    public TimeSpan AuthenticationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The most connections without a valid token or key. Default: 256. When another one comes, the oldest of them is closed.
    /// </summary>
    public int MaxUnauthenticatedConnections { get; init; } = 256;

    /// <summary>The faults that the broker makes, for tests of clients. Default: none.</summary>
    public FaultPlan? Faults { get; init; }

    /// <summary>The clock of enqueued times, retention and expiry. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where to log. Default: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
