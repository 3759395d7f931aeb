using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Microsoft.Extensions.Logging;
using ModelData.LocalEventHubs.Amqp;
using ModelData.LocalEventHubs.Broker;
using ModelData.LocalEventHubs.Faults;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>Delivers a partition to one receiving link, as fast as its credit, its session and its socket allow.</summary>
internal sealed partial class ReceiverEndpoint : LinkEndpoint, IReceiver
{
    private readonly Lock _gate = new();
    private readonly ListenerLink _link;
    private readonly Partition _partition;
    private readonly ReceiverGroup _group;
    private readonly ReceiverOptions _options;
    private readonly LinkFaults _faults;
    private readonly ILogger _logger;
    private readonly LinkCredit _credit;
    private readonly EventCursor _cursor;
    private readonly Func<bool> _isSent;
    private IDisposable? _watch;

    // Guarded by _gate, as is every send on the link: after _isClosed is set no transfer can follow.
    private bool _isClosed;
    private bool _isPumping;
    private bool _pumpAgain;

    public ReceiverEndpoint(
        ListenerLink link,
        Partition partition,
        ReceiverGroup group,
        ReceiverOptions options,
        long sequence,
        LinkFaults faults,
        ILogger logger
    )
    {
        _link = link;
        _partition = partition;
        _group = group;
        _options = options;
        _faults = faults;
        _logger = logger;
        _credit = new LinkCredit(link);
        _cursor = new EventCursor(partition.Log, sequence);
        _isSent = () => LibraryInternals.IsEverythingWritten(link.Session);
    }

    public string Name => _options.Name;

    public long? OwnerLevel => _options.OwnerLevel;

    /// <summary>Begins to listen for new events; call when the link is admitted.</summary>
    public void Start(IDisposable? watch)
    {
        _watch = watch;
        _partition.Log.Committed += WakePump;
    }

    public void Displace(string description) => Detach(ServiceError.Create(ErrorCode.Stolen, description));

    /// <summary>Detaches the link; no transfer follows.</summary>
    public void Detach(Error error)
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        Release();
        try
        {
            _link.Close(TimeSpan.Zero, error);
        }
        catch (Exception e)
        {
            // It was closing from the other side.
            LogDetachFailed(e);
        }
    }

    public override void OnFlow(FlowContext flowContext)
    {
        lock (_gate)
        {
            _credit.OnFlow(flowContext.Messages);
        }

        WakePump();
    }

    public override void OnDisposition(DispositionContext dispositionContext) => dispositionContext.Complete();

    public override void OnLinkClosed(ListenerLink link, Error error)
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        Release();
    }

    private void Release()
    {
        _partition.Log.Committed -= WakePump;
        _group.Remove(this);
        _watch?.Dispose();
        _faults.Dispose();
    }

    [LoggerMessage(EventId = 5304, Level = LogLevel.Debug, Message = "A link could not be detached.")]
    private partial void LogDetachFailed(Exception exception);

    [LoggerMessage(EventId = 5305, Level = LogLevel.Warning, Message = "A receiver's pump failed; it is detached.")]
    private partial void LogPumpFailed(Exception exception);
}
