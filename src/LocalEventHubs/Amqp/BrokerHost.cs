using Amqp;
using Amqp.Listener;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>The library's container, with messages left undecoded.</summary>
internal sealed class BrokerHost : ContainerHost, IContainer
{
    public BrokerHost(Address address)
        : base([address]) { }

    Message IContainer.CreateMessage(ByteBuffer buffer) => new RawMessage(buffer);
}
