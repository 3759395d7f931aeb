using Amqp;
using ModelData.EventHubs.Amqp;

namespace ModelData.EventHubs.Receiving;

/// <summary>What has arrived on one link and was not handed out yet. The read pump adds, one reader takes.</summary>
internal sealed class PrefetchQueue(CreditPolicy policy)
{
    // What an event costs beside its frame: objects of the message and the queue.
    private const int ObjectBytes = 512;

    private readonly Lock _gate = new();
    private readonly Queue<Message> _messages = new();
    private long _bytes;
    private int _underWay;
    private bool _closed;
    private EventHubsException? _failure;
    private TaskCompletionSource? _signal;

    /// <summary>Why the link closed; set at the latest when <see cref="WhenChangedAsync"/> reports it.</summary>
    public EventHubsException? Failure
    {
        get
        {
            lock (_gate)
            {
                return _failure;
            }
        }
    }

    public void Add(Message message)
    {
        TaskCompletionSource? signal;
        long size = GetSize(message);
        lock (_gate)
        {
            _messages.Enqueue(message);
            _bytes += size;
            _underWay--;
            policy.OnReceived(size);
            signal = _signal;
            _signal = null;
        }

        signal?.TrySetResult();
    }

    public void Close(EventHubsException failure)
    {
        TaskCompletionSource? signal;
        lock (_gate)
        {
            _closed = true;
            _failure = failure;
            signal = _signal;
            _signal = null;
        }

        signal?.TrySetResult();
    }

    /// <summary>Takes up to a number of messages.</summary>
    public int Take(Span<Message> into)
    {
        lock (_gate)
        {
            int count = Math.Min(into.Length, _messages.Count);
            for (int i = 0; i < count; i++)
            {
                into[i] = _messages.Dequeue();
                _bytes -= GetSize(into[i]);
            }

            return count;
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _messages.Count;
            }
        }
    }

    /// <summary>Takes note of what is asked for; the caller must ask for it.</summary>
    public int TakeGrant()
    {
        lock (_gate)
        {
            int grant = _closed ? 0 : policy.GetGrant(_underWay, _messages.Count, _bytes);
            _underWay += grant;
            return grant;
        }
    }

    /// <summary>Completes when there is something to take or the link has closed.</summary>
    public Task WhenChangedAsync()
    {
        lock (_gate)
        {
            if (_messages.Count > 0 || _closed)
            {
                return Task.CompletedTask;
            }

            _signal ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _signal.Task;
        }
    }

    // The body is a slice of the frame, and keeps all of it alive.
    private static long GetSize(Message message) => ObjectBytes + RawMessage.GetHeldBytes(message);
}
