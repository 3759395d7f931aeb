using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Microsoft.Extensions.Logging;
using ModelData.LocalEventHubs.Amqp;
using ModelData.LocalEventHubs.Broker;
using ModelData.LocalEventHubs.Faults;
using ModelData.LocalEventHubs.Storage;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>Takes the events of one sending link and answers each when its outcome is known.</summary>
internal sealed partial class SenderEndpoint(
    ListenerLink link,
    Hub hub,
    Partition? partition,
    int mostMessageBytes,
    LinkFaults faults,
    ILogger logger
) : LinkEndpoint
{
    private readonly SenderCredit _credit = new(link);

    // Filled and used within one call of OnMessage; the library makes one at a time per link.
    private readonly List<Range> _events = [];
    private IDisposable? _watch;
    private Task _stall = Task.CompletedTask;
    private int _isClosed;

    /// <summary>Ties the link to a claim.</summary>
    public void WatchClaim(IDisposable watch) => _watch = watch;

    /// <summary>Counts the link among those that share the memory; call before it is attached.</summary>
    public void Start() => SenderCredit.OnAttached();

    public override void OnFlow(FlowContext flowContext) { }

    public override void OnDisposition(DispositionContext dispositionContext) { }

    public override void OnMessage(MessageContext messageContext)
    {
        if (link.IsClosed)
        {
            return;
        }

        var message = (RawMessage)messageContext.Message;
        ReadOnlySpan<byte> encoded = message.Encoded;
        int bytes = encoded.Length;
        if (!_credit.TryAdd(bytes))
        {
            link.Close(
                TimeSpan.Zero,
                ServiceError.Create(
                    ErrorCode.TransferLimitExceeded,
                    "The sender exceeds the credit of the link by far."
                )
            );
            return;
        }

        if (bytes > mostMessageBytes)
        {
            Reject(messageContext, bytes, ServiceError.MessageTooLarge(bytes, mostMessageBytes));
            return;
        }

        ReadOnlySpan<byte> key;
        try
        {
            FindEvents(encoded, message.Format == ProtocolNames.BatchFormat, out key);
        }
        catch (FormatException e)
        {
            Reject(messageContext, bytes, ServiceError.Malformed(e.Message));
            return;
        }

        FaultRule? fault = faults.Next(_events.Count);
        if (fault is { Action: FaultAction.Reject })
        {
            Reject(messageContext, bytes, FaultInjector.ToError(fault));
            return;
        }

        if (fault is { IsApplied: false } && faults.TryEnd(fault))
        {
            return;
        }

        _stall = fault is { Action: FaultAction.Stall } ? faults.WaitAsync(fault) : _stall;
        Partition target = partition ?? hub.Choose(key);
        if (target.Throughput?.In.TryTake(_events.Count, bytes) is false)
        {
            Reject(messageContext, bytes, ServiceError.Busy());
            return;
        }

        target.Log.Append(
            encoded,
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_events),
            key,
            new PendingSend(this, messageContext, bytes, fault)
        );
        message.ReleaseFrame();
    }

    public override void OnLinkClosed(ListenerLink closed, Error error)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            SenderCredit.OnClosed();
            _watch?.Dispose();
            faults.Dispose();
        }
    }

    // All of a batch is checked before any of it takes a place: it is stored whole or not at all.
    private void FindEvents(ReadOnlySpan<byte> encoded, bool isBatch, out ReadOnlySpan<byte> key)
    {
        _events.Clear();
        key = default;
        if (!isBatch)
        {
            EventCheck.Check(encoded, out key);
            _events.Add(..encoded.Length);
            return;
        }

        int position = 0;
        ReadOnlySpan<byte> first = default;
        while (AmqpSections.TryNext(encoded, ref position, out AmqpSection section))
        {
            if (section.Code == AmqpSections.MessageAnnotations)
            {
                AmqpValueCheck.Check(encoded[..section.End], section.ValueStart);
                AmqpSections.TryFindText(encoded, section, EventEncoder.PartitionKeyAnnotation, out key);
            }
            else if (section.Code == AmqpSections.Data)
            {
                ReadOnlySpan<byte> inner = AmqpSections.GetData(encoded, section);
                EventCheck.Check(inner, out ReadOnlySpan<byte> own);
                if (_events.Count == 0)
                {
                    first = own;
                }

                _events.Add((section.End - inner.Length)..section.End);
            }
        }

        if (_events.Count == 0)
        {
            throw new FormatException("The batch holds no event.");
        }

        key = key.IsEmpty ? first : key;
    }

    private void Reject(MessageContext context, int bytes, Error error)
    {
        _credit.Remove(bytes);
        context.Complete(error);
    }

    private void OnCommitted(MessageContext context, int bytes, Exception? failure)
    {
        try
        {
            if (failure is null)
            {
                context.Complete();
            }
            else
            {
                context.Complete(
                    ServiceError.Create(ErrorCode.InternalError, "The broker could not store the event. Please retry.")
                );
            }

            if (!link.IsClosed)
            {
                _credit.Remove(bytes);
            }
        }
        catch (Exception e)
        {
            // The link or connection went away meanwhile; the client will not know the outcome.
            LogUnanswered(e);
        }
    }

    [LoggerMessage(EventId = 5303, Level = LogLevel.Debug, Message = "A sender was gone before its answer.")]
    private partial void LogUnanswered(Exception exception);

    private async Task AnswerAsync(MessageContext context, int bytes, FaultRule? fault, Exception? failure)
    {
        if (fault is { Action: FaultAction.DelayAnswer })
        {
            await faults.WaitAsync(fault);
        }

        await _stall;
        if (fault is { Action: FaultAction.DropAnswer })
        {
            _credit.Remove(bytes);
        }
        else if (fault is null || !faults.TryEnd(fault))
        {
            OnCommitted(context, bytes, failure);
        }
    }

    private sealed class PendingSend(SenderEndpoint endpoint, MessageContext context, int bytes, FaultRule? fault)
        : IAppendListener
    {
        public void OnCommitted(Exception? failure)
        {
            if (fault is null && endpoint._stall.IsCompleted)
            {
                endpoint.OnCommitted(context, bytes, failure);
                return;
            }

            _ = endpoint.AnswerAsync(context, bytes, fault, failure);
        }
    }
}
