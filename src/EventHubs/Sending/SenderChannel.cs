using Amqp;
using Amqp.Framing;
using ModelData.EventHubs.Amqp;
using ModelData.EventHubs.Amqp.Links;

namespace ModelData.EventHubs.Sending;

/// <summary>
/// One attached sender link. Knows of each send whether the peer accepted it, refused it, or left it unanswered: the library itself
/// reports a lost link as a rejection.
/// </summary>
internal sealed class SenderChannel
{
    private const long InFlightBytes = 32 * 1024 * 1024;

    private readonly AttachedLink<SenderLink> _link;
    private readonly IDisposable _claim;
    private readonly ByteBudget _budget = new(InFlightBytes);
    private readonly Lock _gate = new();
    private readonly HashSet<PendingSend> _pending = [];
    private bool _isOver;

    public SenderChannel(AttachedLink<SenderLink> link, IDisposable claim)
    {
        _link = link;
        _claim = claim;
        ulong limit = link.Reply.MaxMessageSize;
        MaximumBytes = limit is 0 or > long.MaxValue ? long.MaxValue : (long)limit;
        link.Link.AddClosedCallback(OnClosed);
    }

    /// <summary>The largest encoded message; <see cref="long.MaxValue"/> when the peer names no limit.</summary>
    public long MaximumBytes { get; }

    public bool IsClosed => _isOver || _link.IsClosed;

    /// <summary>Waits until a message of this size may be handed to the link; <see cref="SendAsync"/> must follow.</summary>
    public ValueTask ReserveAsync(long size, CancellationToken cancellationToken) =>
        _budget.TakeAsync(size, cancellationToken);

    /// <summary>Sends a message and waits for its outcome.</summary>
    /// <param name="message">A message that was not sent before.</param>
    /// <param name="size">What was reserved for it.</param>
    /// <param name="cancellationToken">Ends the wait; the outcome is then unknown.</param>
    /// <exception cref="EventHubsException">Not accepted.</exception>
    public Task SendAsync(Message message, long size, CancellationToken cancellationToken)
    {
        var pending = new PendingSend(this, message, size);
        lock (_gate)
        {
            if (_isOver)
            {
                _budget.Return(size);
                return Task.FromException(AmqpErrorMapper.Map(_link.Link.Error));
            }

            _pending.Add(pending);
        }

        Start(pending);
        return pending.Task.WaitAsync(cancellationToken);
    }

    public Task CloseAsync(TimeSpan timeout)
    {
        _claim.Dispose();
        return _link.CloseAsync(timeout);
    }

    private void Start(PendingSend pending)
    {
        try
        {
            FrameBuffers.Presize((int)pending.Size);
            _link.Link.Send(pending.Message, null, OnOutcome, pending);
        }
        catch (Exception e)
        {
            // Whether a part of it left is not known.
            Finish(pending, WithoutAnswer(AmqpErrorMapper.Map(e)));
        }
    }

    private static void OnOutcome(ILink link, Message message, Outcome? outcome, object state)
    {
        var pending = (PendingSend)state;
        if (outcome is Accepted)
        {
            // The whole frame has left: its buffer may serve again.
            message.Dispose();
            pending.Owner.Finish(pending, null);
            return;
        }

        Error? error = outcome switch
        {
            Rejected rejected => rejected.Error,
            // The names that the library gives them.
            Released => new Error("amqp:message:released"),
            Modified => new Error("amqp:message:modified"),
            _ => null,
        };
        EventHubsException failure = AmqpErrorMapper.Map(error);
        bool isAnswer = outcome is Rejected or Released or Modified && !IsOver((Link)link);
        if (!isAnswer && failure.Reason == FailureReason.MessageSizeExceeded)
        {
            // Meant for one of those on their way: OnClosed, which follows, finds out which.
            return;
        }

        pending.Owner.Finish(pending, isAnswer ? failure : WithoutAnswer(failure));
    }

    // While a link, its session or its connection ends, the library hands out rejections that no peer has sent.
    private static bool IsOver(Link link) =>
        link.IsClosed
        || link.LinkState >= LinkState.DetachPipe
        || link.Session.IsClosed
        || link.Session.SessionState >= SessionState.EndReceived
        || link.Session.Connection.IsClosed
        || link.Session.Connection.ConnectionState >= ConnectionState.CloseReceived;

    private static EventHubsException WithoutAnswer(EventHubsException failure) =>
        new(failure.Reason, failure.IsTransient, failure.Message, failure.InnerException) { IsOutcomeUnknown = true };

    private void Finish(PendingSend pending, EventHubsException? failure)
    {
        lock (_gate)
        {
            if (!_pending.Remove(pending))
            {
                return;
            }
        }

        _budget.Return(pending.Size);
        if (failure is null)
        {
            pending.TrySetResult();
        }
        else
        {
            pending.TrySetException(failure);
        }
    }

    // The library forgets a delivery that it was just writing: whoever is left here got no answer.
    private void OnClosed(IAmqpObject sender, Error? error)
    {
        PendingSend[] left;
        lock (_gate)
        {
            _isOver = true;
            left = [.. _pending];
        }

        _claim.Dispose();
        EventHubsException failure = AmqpErrorMapper.Map(error);
        if (failure.Reason == FailureReason.MessageSizeExceeded && left.MaxBy(GetEncodedBytes) is { } tooLarge)
        {
            // If any of them is too large, the largest is: that one is not stored. The others only lost their link.
            Finish(tooLarge, failure);
            failure = new EventHubsException(FailureReason.ServiceCommunicationProblem, true, failure.Message);
        }

        foreach (PendingSend pending in left)
        {
            Finish(pending, WithoutAnswer(failure));
        }
    }

    // A copy is encoded: the library may be writing the message itself.
    private static int GetEncodedBytes(PendingSend pending) => EventEncoder.Copy(pending.Message).Encode().Length;

    private sealed class PendingSend(SenderChannel owner, Message message, long size)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public SenderChannel Owner => owner;

        public Message Message => message;

        public long Size => size;
    }
}
