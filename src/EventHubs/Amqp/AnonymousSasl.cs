using Amqp;
using Amqp.Framing;
using Amqp.Sasl;
using Amqp.Types;

namespace ModelData.EventHubs.Amqp;

/// <summary>
/// Takes whichever of MSSBCBS and ANONYMOUS the peer names first: who we are is proved by claims, on <c>$cbs</c>.
/// </summary>
internal sealed class AnonymousSasl() : SaslProfile(Anonymous)
{
    private new const string Anonymous = "ANONYMOUS";
    private const string Claims = "MSSBCBS";

    protected override bool Match(Symbol mechanism) => mechanism.ToString() is Claims or Anonymous;

    protected override ITransport UpgradeTransport(ITransport transport) => transport;

    protected override DescribedList GetStartCommand(string hostname) =>
        new SaslInit
        {
            Mechanism = Mechanism,
            InitialResponse = [],
            HostName = hostname,
        };

    protected override DescribedList OnCommand(DescribedList command) =>
        throw new AmqpException(ErrorCode.NotAllowed, "The peer asks for more than these mechanisms have.");
}
