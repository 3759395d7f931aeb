using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ModelData.EventHubs.Amqp.Connecting;

/// <summary>Where a namespace is, and how to get there. Immutable.</summary>
internal sealed class AmqpEndpoint
{
    private AmqpEndpoint() { }

    /// <summary>The namespace's host: the peer is asked for it, tokens are for it, and its certificate must be.</summary>
    public required string Host { get; init; }

    /// <summary>The host to connect to: the namespace's, or that of a gateway.</summary>
    public required string ConnectHost { get; init; }

    public required int Port { get; init; }

    public required bool UsesTls { get; init; }

    public required EventHubsTransportType TransportType { get; init; }

    public required IWebProxy? Proxy { get; init; }

    /// <summary>The roots in place of the system's; none for the system's.</summary>
    public required IReadOnlyList<X509Certificate2> TrustedCertificates { get; init; }

    /// <summary>Combines what a connection string says, or a namespace, with the options.</summary>
    /// <param name="host">The namespace's host.</param>
    /// <param name="port">The port that is given with it, if one is.</param>
    /// <param name="usesTls">Whether the wire is encrypted.</param>
    /// <param name="options">The rest.</param>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    [SuppressMessage("Usage", "CA2208", Justification = "The option is named, not a parameter.")]
    public static AmqpEndpoint Create(string host, int? port, bool usesTls, EventHubsConnectionOptions options)
    {
        bool isWebSocket = options.TransportType == EventHubsTransportType.AmqpWebSockets;
        if (options.Proxy is not null && !isWebSocket)
        {
            throw new ArgumentException(
                "A proxy carries WebSockets only: set TransportType to AmqpWebSockets, or leave Proxy out.",
                nameof(options)
            );
        }

        Uri? custom = options.CustomEndpointAddress;
        if (custom is not null && (!custom.IsAbsoluteUri || custom.Host.Length == 0))
        {
            throw new ArgumentException(
                "CustomEndpointAddress is not an address such as sb://gateway.example.net:5671.",
                nameof(options)
            );
        }

        string connectHost = custom?.Host ?? host;
        if (!usesTls && !options.AllowPlaintext && !IsThisMachine(connectHost))
        {
            throw new ArgumentException(
                "UseDevelopmentEmulator=true means without encryption, and the host is not this machine: leave it out, or set "
                    + "AllowPlaintext to true where everybody on the way may read keys and rows.",
                nameof(options.AllowPlaintext)
            );
        }

        int usual = (isWebSocket, usesTls) switch
        {
            (true, true) => 443,
            (true, false) => 80,
            (false, true) => 5671,
            (false, false) => 5672,
        };
        return new AmqpEndpoint
        {
            Host = host,
            ConnectHost = connectHost,
            Port =
                custom is null ? port ?? usual
                : custom.IsDefaultPort ? usual
                : custom.Port,
            UsesTls = usesTls,
            TransportType = options.TransportType,
            Proxy = options.Proxy,
            TrustedCertificates = [.. options.TrustedCertificates],
        };
    }

    private static bool IsThisMachine(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address)
            ? IPAddress.IsLoopback(address)
            : host.TrimEnd('.').Equals("localhost", StringComparison.OrdinalIgnoreCase);
}
