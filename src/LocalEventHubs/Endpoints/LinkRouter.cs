using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;
using Microsoft.Extensions.Logging;
using ModelData.LocalEventHubs.Amqp;
using ModelData.LocalEventHubs.Authorization;
using ModelData.LocalEventHubs.Broker;
using ModelData.LocalEventHubs.Faults;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>Decides about each attach: what it addresses, whether it is allowed, and who serves it.</summary>
internal sealed partial class LinkRouter(
    LocalBrokerOptions options,
    HubRegistry hubs,
    TokenVerifier verifier,
    FaultInjector faults,
    ILogger logger
) : ILinkProcessor
{
    private const int RequestCredit = 100;
    private const string CbsNode = "$cbs";
    private const string ManagementNode = "$management";

    public void Process(AttachContext attachContext)
    {
        try
        {
            if (Attach(attachContext) is { } error)
            {
                LogRefused(error.Condition, error.Description);
                attachContext.Complete(error);
            }
        }
        catch (Exception e)
        {
            LogFailed(e);
            attachContext.Complete(
                ServiceError.Create(ErrorCode.InternalError, "The broker failed to attach the link.")
            );
        }
    }

    private Error? Attach(AttachContext context)
    {
        Attach attach = context.Attach;
        bool wantsMetric = attach.DesiredCapabilities?.Contains(new Symbol(ProtocolNames.RuntimeMetric)) is true;
        // A capability is answered in the offered ones, when it is.
        attach.DesiredCapabilities = null;
        bool isSender = context.Link.Role;
        string? address = isSender ? (attach.Target as Target)?.Address : (attach.Source as Source)?.Address;
        if (string.IsNullOrEmpty(address) || EntityPath.From(address) is not { } path)
        {
            return ServiceError.Create(ErrorCode.InvalidField, "The link names no address.");
        }

        if (path.Equals(CbsNode, StringComparison.OrdinalIgnoreCase))
        {
            return isSender ? AttachCbs(context) : AttachReplies(context, CbsNode);
        }

        if (path[(path.LastIndexOf('/') + 1)..].Equals(ManagementNode, StringComparison.OrdinalIgnoreCase))
        {
            return isSender ? AttachManagement(context) : AttachReplies(context, ManagementNode);
        }

        if (faults.OnAttach(LinkPlace.Of(isSender, path)) is { } fault)
        {
            return fault;
        }

        return isSender ? AttachSender(context, address, path) : AttachReceiver(context, address, path, wantsMetric);
    }

    private Error? AttachCbs(AttachContext context)
    {
        var place = new LinkPlace(FaultLink.Cbs, null, null);
        if (faults.OnAttach(place) is { } fault)
        {
            return fault;
        }

        BrokerConnection connection = BrokerConnection.Of(context.Link);
        if (!connection.TryTakeCbs())
        {
            return ServiceError.Create(
                ErrorCode.NotAllowed,
                "A link to $cbs has already been established for this connection."
            );
        }

        var handler = new CbsHandler(connection, verifier, hubs);
        Complete(context, connection, CbsNode, handler, place, connection.ReturnCbs);
        return null;
    }

    private Error? AttachManagement(AttachContext context)
    {
        var place = new LinkPlace(FaultLink.Management, null, null);
        if (faults.OnAttach(place) is { } fault)
        {
            return fault;
        }

        BrokerConnection connection = BrokerConnection.Of(context.Link);
        var handler = new ManagementHandler(connection, verifier, hubs, options.TimeProvider);
        Complete(context, connection, ManagementNode, handler, place, null);
        return null;
    }

    private void Complete(
        AttachContext context,
        BrokerConnection connection,
        string node,
        IRequestHandler handler,
        in LinkPlace place,
        Action? onClosed
    )
    {
        LinkFaults armed = faults.For(place, connection);
        ListenerLink link = context.Link;
        armed.Arm(error => link.Close(TimeSpan.Zero, error));
        context.Complete(new RequestEndpoint(connection, node, handler, armed, logger, onClosed), RequestCredit);
    }

    private static Error? AttachReplies(AttachContext context, string node)
    {
        var endpoint = new ReplyEndpoint(context.Link);
        BrokerConnection
            .Of(context.Link)
            .Replies.Add(
                endpoint,
                context.Link.Session,
                node,
                context.Link.Name,
                (context.Attach.Target as Target)?.Address
            );
        context.Complete(endpoint, 0);
        return null;
    }

    private Error? AttachSender(AttachContext context, string address, string path)
    {
        BrokerConnection connection = BrokerConnection.Of(context.Link);
        if (!connection.Claims.IsAllowed(path, AccessRights.Send))
        {
            return ServiceError.Unauthorized(AccessRights.Send, address);
        }

        string[] parts = path.Split('/');
        bool isWhole = parts.Length == 1;
        bool isPartition = parts.Length == 3 && Is(parts[1], "Partitions");
        if (!(isWhole || isPartition) || hubs.Find(parts[0]) is not { } hub)
        {
            return ServiceError.EntityNotFound(address);
        }

        Partition? partition = isPartition ? hub.Find(parts[2]) : null;
        if (isPartition && partition is null)
        {
            return ServiceError.PartitionOutOfRange(parts[2], hub.Partitions.Count);
        }

        context.Attach.MaxMessageSize = (ulong)options.MaxMessageBytes;
        ListenerLink link = context.Link;
        LinkFaults armed = faults.For(LinkPlace.Of(isSender: true, path), connection);
        armed.Arm(error => link.Close(TimeSpan.Zero, error));
        var endpoint = new SenderEndpoint(link, hub, partition, options.MaxMessageBytes, armed, logger);
        endpoint.Start();
        context.Complete(endpoint, SenderCredit.Initial);
        endpoint.WatchClaim(
            connection.Claims.WatchFor(
                path,
                AccessRights.Send,
                () => link.Close(TimeSpan.Zero, ServiceError.TokenLapsed(address))
            )
        );
        return null;
    }

    private Error? AttachReceiver(AttachContext context, string address, string path, bool wantsMetric)
    {
        BrokerConnection connection = BrokerConnection.Of(context.Link);
        if (!connection.Claims.IsAllowed(path, AccessRights.Listen))
        {
            return ServiceError.Unauthorized(AccessRights.Listen, address);
        }

        string[] parts = path.Split('/');
        if (
            parts.Length != 5
            || !Is(parts[1], "ConsumerGroups")
            || !Is(parts[3], "Partitions")
            || hubs.Find(parts[0]) is not { } hub
        )
        {
            return ServiceError.EntityNotFound(address);
        }

        if (hub.Find(parts[4]) is not { } partition)
        {
            return ServiceError.PartitionOutOfRange(parts[4], hub.Partitions.Count);
        }

        if (partition.FindGroup(parts[2]) is not { } group)
        {
            return ServiceError.EntityNotFound(address);
        }

        return StartReceiver(context, path, address, partition, group, wantsMetric);
    }

    private static bool Is(string part, string name) => part.Equals(name, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(EventId = 5306, Level = LogLevel.Debug, Message = "A link is refused: {Condition} {Description}")]
    private partial void LogRefused(Symbol condition, string description);

    [LoggerMessage(EventId = 5307, Level = LogLevel.Error, Message = "An attach failed.")]
    private partial void LogFailed(Exception exception);
}
