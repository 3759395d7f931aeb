using Amqp;

namespace ModelData.EventHubs.Amqp;

/// <summary>Hands AMQPNetLite a transport that is connected already.</summary>
internal sealed class SingleTransportProvider : TransportProvider
{
    public const string Scheme = "amqp";

    private readonly IAsyncTransport _transport;

    public SingleTransportProvider(IAsyncTransport transport)
    {
        _transport = transport;
        AddressSchemes = [Scheme];
    }

    public override Task<IAsyncTransport> CreateAsync(Address address) => Task.FromResult(_transport);
}
