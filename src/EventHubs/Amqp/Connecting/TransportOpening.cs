using System.Net.Sockets;
using ModelData.EventHubs.Amqp.Transport;

namespace ModelData.EventHubs.Amqp.Connecting;

/// <summary>Connects to an endpoint over what its options ask for.</summary>
internal static class TransportOpening
{
    public static async Task<CoalescingTransport> OpenAsync(
        AmqpEndpoint endpoint,
        CoalescingTransportOptions options,
        CancellationToken cancellationToken
    )
    {
        (Socket socket, Stream stream) =
            endpoint.TransportType == EventHubsTransportType.AmqpWebSockets
                ? await WebSocketOpening.OpenAsync(endpoint, cancellationToken).ConfigureAwait(false)
                : await TcpOpening.OpenAsync(endpoint, cancellationToken).ConfigureAwait(false);
        return new CoalescingTransport(socket, stream, options);
    }
}
