using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;
using ModelData.LocalEventHubs.Amqp;
using ModelData.LocalEventHubs.Broker;
using ModelData.LocalEventHubs.Faults;

namespace ModelData.LocalEventHubs.Endpoints;

internal sealed partial class LinkRouter
{
    private const int MostNameCharacters = 256;

    private Error? StartReceiver(
        AttachContext context,
        string path,
        string address,
        Partition partition,
        ReceiverGroup group,
        bool wantsMetric
    )
    {
        Attach attach = context.Attach;
        if (!TryReadFilter((Source)attach.Source, out StartFilter filter, out string failure))
        {
            return ServiceError.Create(ServiceError.ArgumentErrorCondition, failure);
        }

        if (!TryReadOwnerLevel(attach.Properties, out long? ownerLevel))
        {
            return ServiceError.Create(
                ServiceError.ArgumentErrorCondition,
                $"The property '{ProtocolNames.Epoch}' must be a long that is not negative."
            );
        }

        if (!StartPosition.TryResolve(partition.Log, filter, out long sequence, out failure))
        {
            return ServiceError.Create(ServiceError.ArgumentErrorCondition, failure);
        }

        BrokerConnection connection = BrokerConnection.Of(context.Link);
        LinkFaults armed = faults.For(LinkPlace.Of(isSender: false, path), connection);
        var receiver = new ReceiverEndpoint(
            context.Link,
            partition,
            group,
            new ReceiverOptions(ReadName(attach.Properties), ownerLevel, wantsMetric, options.TimeProvider),
            sequence,
            armed,
            logger
        );
        Admission admission = group.Admit(receiver, out IReadOnlyList<IReceiver> displaced);
        if (admission.Refusal != AdmissionRefusal.None)
        {
            return ServiceError.Create(
                admission.Refusal == AdmissionRefusal.TooMany ? ErrorCode.ResourceLimitExceeded : ErrorCode.Stolen,
                admission.Description
            );
        }

        foreach (IReceiver old in displaced)
        {
            old.Displace(ReceiverGroup.DescribeDisplaced(old, receiver));
        }

        if (wantsMetric)
        {
            attach.OfferedCapabilities = [ProtocolNames.RuntimeMetric];
        }

        // Like the service, which settles even for clients that asked for the other.
        attach.SndSettleMode = SenderSettleMode.Settled;
        attach.InitialDeliveryCount = 0;
        armed.Arm(receiver.Detach);
        receiver.Start(
            connection.Claims.WatchFor(
                path,
                AccessRights.Listen,
                () => receiver.Detach(ServiceError.TokenLapsed(address))
            )
        );
        try
        {
            context.Complete(receiver, 0);
        }
        finally
        {
            // A connection that ended meanwhile has not told this link; it must not keep the partition.
            if (context.Link.Session.Connection.IsClosed)
            {
                receiver.Detach(ServiceError.Stopping());
            }
        }

        return null;
    }

    private static bool TryReadFilter(Source source, out StartFilter filter, out string failure)
    {
        filter = StartFilter.Beginning;
        failure = string.Empty;
        object? value = source.FilterSet?[new Symbol(ProtocolNames.SelectorFilter)];
        if (value is null)
        {
            return true;
        }

        // SDKs disagree about the descriptor; the key says what it is.
        string? expression = (value is DescribedValue described ? described.Value : value) as string;
        if (expression is not null && StartFilter.Parse(expression) is { } parsed)
        {
            filter = parsed;
            return true;
        }

        failure = $"The supplied filter '{expression}' is invalid.";
        return false;
    }

    private static bool TryReadOwnerLevel(Fields? properties, out long? ownerLevel)
    {
        object? value = properties?[new Symbol(ProtocolNames.Epoch)];
        ownerLevel = value switch
        {
            long level => level,
            int level => level,
            short level => level,
            sbyte level => level,
            uint level => level,
            _ => null,
        };
        return value is null || ownerLevel >= 0;
    }

    private static string ReadName(Fields? properties) =>
        properties?[new Symbol(ProtocolNames.ReceiverName)] is string { Length: > 0 and <= MostNameCharacters } name
            ? name
            : "nil";
}
