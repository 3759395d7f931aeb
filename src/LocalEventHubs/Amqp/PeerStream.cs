using System.Net.Security;
using System.Net.Sockets;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>
/// What lies between a socket and AMQP: TLS where the broker has a certificate, and a WebSocket where the peer asks for one. One port
/// serves both, since the first bytes tell them apart.
/// </summary>
internal static class PeerStream
{
    /// <summary>Opens the layers and reads the first eight bytes on top of them: an AMQP or SASL header, if it is one.</summary>
    /// <exception cref="IOException">The peer went away, or asked for something else over HTTP.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The peer does not speak TLS, or does not trust us.</exception>
    public static async Task<(Stream Stream, byte[] Header)> OpenAsync(
        Socket socket,
        SslStreamCertificateContext? certificate,
        CancellationToken cancellationToken
    )
    {
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (certificate is not null)
        {
            var secure = new SslStream(stream);
            var options = new SslServerAuthenticationOptions { ServerCertificateContext = certificate };
            await secure.AuthenticateAsServerAsync(options, cancellationToken);
            stream = secure;
        }

        var header = new byte[Handshake.HeaderBytes];
        await stream.ReadExactlyAsync(header, cancellationToken);
        if (WebSocketUpgrade.IsRequest(header))
        {
            stream = await WebSocketUpgrade.AcceptAsync(stream, header, cancellationToken);
            await stream.ReadExactlyAsync(header, cancellationToken);
        }

        return (stream, header);
    }
}
