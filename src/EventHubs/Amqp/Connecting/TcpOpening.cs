using System.Net.Security;
using System.Net.Sockets;

namespace ModelData.EventHubs.Amqp.Connecting;

/// <summary>A socket, and TLS from the first byte where the endpoint has it.</summary>
internal static class TcpOpening
{
    public static async Task<(Socket Socket, Stream Stream)> OpenAsync(
        AmqpEndpoint endpoint,
        CancellationToken cancellationToken
    )
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint.ConnectHost, endpoint.Port, cancellationToken).ConfigureAwait(false);
            var network = new NetworkStream(socket, ownsSocket: true);
            return (
                socket,
                endpoint.UsesTls
                    ? await SecureAsync(network, endpoint, cancellationToken).ConfigureAwait(false)
                    : network
            );
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> SecureAsync(
        NetworkStream network,
        AmqpEndpoint endpoint,
        CancellationToken cancellationToken
    )
    {
        var secure = new SslStream(network);
        try
        {
            await secure
                .AuthenticateAsClientAsync(TlsTrust.CreateOptions(endpoint), cancellationToken)
                .ConfigureAwait(false);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
