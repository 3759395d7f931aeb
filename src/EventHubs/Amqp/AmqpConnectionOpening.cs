using Amqp;
using ModelData.EventHubs.Amqp.Connecting;
using ModelData.EventHubs.Amqp.Transport;

namespace ModelData.EventHubs.Amqp;

/// <summary>Connects, and exchanges SASL and open frames.</summary>
internal static class AmqpConnectionOpening
{
    // As the official .NET SDK: channels 0 to 8191.
    private const int MostSessions = 8192;

    public static async Task<AmqpConnection> OpenAsync(AmqpSettings settings, CancellationToken cancellationToken)
    {
        AmqpEndpoint endpoint = settings.Endpoint;
        CoalescingTransport transport = await TransportOpening
            .OpenAsync(
                endpoint,
                new CoalescingTransportOptions
                {
                    PeerTimeout = settings.IdleTimeout,
                    TimeProvider = settings.TimeProvider,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
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
            factory.AMQP.HostName = endpoint.Host;
            factory.AMQP.MaxFrameSize = AmqpOpenHandler.MaxFrameBytes + OpaquePayloadTransport.AddedBytes;
            factory.AMQP.MaxSessionsPerConnection = MostSessions;
            var address = new Address(endpoint.Host, endpoint.Port, null, null, "/", SingleTransportProvider.Scheme);
            Connection connection = await factory
                .CreateAsync(address, cancellationToken, new AmqpOpenHandler(settings))
                .ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            settings.Logger.ConnectionOpened(
                endpoint.ConnectHost,
                endpoint.Port,
                endpoint.TransportType,
                endpoint.UsesTls
            );
            return new AmqpConnection(connection, settings, () => transport.IsPeerLost);
        }
        catch
        {
            transport.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }
}
