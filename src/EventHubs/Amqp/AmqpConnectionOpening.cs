using System.Net.Security;
using System.Net.Sockets;
using Amqp;
using ModelData.EventHubs.Amqp.Transport;

namespace ModelData.EventHubs.Amqp;

/// <summary>Connects, encrypts, and exchanges SASL and open frames.</summary>
internal static class AmqpConnectionOpening
{
    // As the official .NET SDK: channels 0 to 8191.
    private const int MostSessions = 8192;

    public static async Task<AmqpConnection> OpenAsync(AmqpSettings settings, CancellationToken cancellationToken)
    {
        ConnectionString target = settings.ConnectionString;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        CoalescingTransport transport;
        try
        {
            await socket.ConnectAsync(target.Host, target.Port, cancellationToken).ConfigureAwait(false);
            Stream stream = await SecureAsync(socket, target, cancellationToken).ConfigureAwait(false);
            transport = new CoalescingTransport(
                socket,
                stream,
                new CoalescingTransportOptions
                {
                    PeerTimeout = settings.IdleTimeout,
                    TimeProvider = settings.TimeProvider,
                }
            );
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        try
        {
            using CancellationTokenRegistration abandon = cancellationToken.UnsafeRegister(
                static self => ((CoalescingTransport)self!).Dispose(),
                transport
            );
            var factory = new ConnectionFactory([new SingleTransportProvider(new OpaquePayloadTransport(transport))])
            {
                BufferManager = new FrameBuffers(),
            };
            factory.SASL.Profile = new AnonymousSasl();
            factory.AMQP.ContainerId = $"{settings.Addresses.HubName}-{Guid.NewGuid():N}";
            factory.AMQP.HostName = target.Host;
            factory.AMQP.MaxFrameSize = AmqpOpenHandler.MaxFrameBytes + OpaquePayloadTransport.AddedBytes;
            factory.AMQP.MaxSessionsPerConnection = MostSessions;
            var address = new Address(target.Host, target.Port, null, null, "/", SingleTransportProvider.Scheme);
            Connection connection = await factory
                .CreateAsync(address, cancellationToken, new AmqpOpenHandler(settings))
                .ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            settings.Logger.ConnectionOpened(target.Host, target.Port, target.UsesTls);
            return new AmqpConnection(connection, settings, () => transport.IsPeerLost);
        }
        catch
        {
            transport.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    private static async Task<Stream> SecureAsync(
        Socket socket,
        ConnectionString target,
        CancellationToken cancellationToken
    )
    {
        var network = new NetworkStream(socket, ownsSocket: true);
        if (!target.UsesTls)
        {
            return network;
        }

        var secure = new SslStream(network);
        try
        {
            // Default options: the system's trust and protocols.
            var options = new SslClientAuthenticationOptions { TargetHost = target.Host };
            await secure.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
