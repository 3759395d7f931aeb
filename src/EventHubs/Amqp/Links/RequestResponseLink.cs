using System.Collections.Concurrent;
using Amqp;
using Amqp.Framing;

namespace ModelData.EventHubs.Amqp.Links;

/// <summary>A pair of links to a node that answers requests: <c>$cbs</c> or <c>$management</c>. Thread-safe.</summary>
internal sealed class RequestResponseLink
{
    private const int ReplyCredit = 50;

    private readonly Session _session;
    private readonly string _replyTo;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Message>> _pending = new();
    private SenderLink? _sender;
    private ReceiverLink? _receiver;
    private volatile Exception? _closed;

    private RequestResponseLink(Session session, string node)
    {
        _session = session;
        // Servers find the way back by the receiver's target address or by its link name: both are the same here.
        _replyTo = $"{node.TrimStart('$')}-{Guid.NewGuid():N}";
    }

    public bool IsClosed => _closed is not null;

    public static async Task<RequestResponseLink> OpenAsync(
        AmqpConnection connection,
        string node,
        CancellationToken cancellationToken
    )
    {
        Session session = connection.BeginSession();
        var pair = new RequestResponseLink(session, node);
        try
        {
            await pair.AttachAsync(node, cancellationToken).ConfigureAwait(false);
            return pair;
        }
        catch
        {
            AttachedLink.End(session);
            throw;
        }
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="request">Without message id and reply-to: they are set here.</param>
    /// <param name="cancellationToken">Ends the wait; a late answer is dropped.</param>
    public async Task<Message> RequestAsync(Message request, CancellationToken cancellationToken)
    {
        string id = Guid.NewGuid().ToString();
        var answer = new TaskCompletionSource<Message>(TaskCreationOptions.RunContinuationsAsynchronously);
        request.Properties ??= new Properties();
        request.Properties.MessageId = id;
        request.Properties.ReplyTo = _replyTo;
        _pending[id] = answer;
        try
        {
            if (_closed is { } closed)
            {
                throw closed;
            }

            Send(request, answer);
            return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _pending.TryRemove(id, out _);
        }
    }

    /// <summary>Ends the pair; requests that are under way fail, and may be tried again on another.</summary>
    public void Close() => OnClosed(_session, null);

    private static void OnRequestOutcome(ILink link, Message message, Outcome outcome, object state)
    {
        if (outcome is Rejected rejected)
        {
            ((TaskCompletionSource<Message>)state).TrySetException(LinkOpening.ToException(rejected.Error));
        }
    }

    private void Send(Message request, TaskCompletionSource<Message> answer) =>
        _sender!.Send(request, null, OnRequestOutcome, answer);

    private async Task AttachAsync(string node, CancellationToken cancellationToken)
    {
        var send = new Attach
        {
            Source = new Source { Address = _replyTo },
            Target = new Target { Address = node },
        };
        var receive = new Attach
        {
            Source = new Source { Address = node },
            Target = new Target { Address = _replyTo },
            SndSettleMode = SenderSettleMode.Settled,
        };
        // Both attaches go out before either answer is awaited.
        Task<(SenderLink Link, Attach)> sender = LinkOpening.AttachAsync(
            _session,
            (session, onAttached) => new SenderLink(session, $"{_replyTo}-requests", send, onAttached),
            static reply => reply.Target is not null,
            cancellationToken
        );
        Task<(ReceiverLink Link, Attach)> receiver = LinkOpening.AttachAsync(
            _session,
            (session, onAttached) => new ReceiverLink(session, _replyTo, receive, onAttached),
            static reply => reply.Source is not null,
            cancellationToken
        );
        await Task.WhenAll(sender, receiver).ConfigureAwait(false);
        (_sender, _) = await sender.ConfigureAwait(false);
        (_receiver, _) = await receiver.ConfigureAwait(false);
        _sender.AddClosedCallback(OnClosed);
        _receiver.AddClosedCallback(OnClosed);
        _receiver.Start(ReplyCredit, OnReply);
    }

    private void OnReply(IReceiverLink link, Message arrived)
    {
        link.Accept(arrived);
        Message reply;
        try
        {
            reply = RawMessage.Decode(arrived);
        }
        catch (AmqpException)
        {
            // Whose answer it is cannot be read: its request runs out of time.
            return;
        }

        if (
            reply.Properties?.GetCorrelationId()?.ToString() is { } id
            && _pending.TryGetValue(id, out TaskCompletionSource<Message>? answer)
        )
        {
            answer.TrySetResult(reply);
        }
    }

    private void OnClosed(IAmqpObject sender, Error? error)
    {
        Exception closed = LinkOpening.ToException(error);
        _closed ??= closed;
        foreach (TaskCompletionSource<Message> answer in _pending.Values)
        {
            answer.TrySetException(closed);
        }

        AttachedLink.End(_session);
    }
}
