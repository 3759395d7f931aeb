namespace ModelData.Ingestion.Memory;

/// <summary>A number of bytes that callers share: each takes some, waits while there are none, and gives them back. Thread-safe.</summary>
internal class ByteQueue(long capacityBytes)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private long _used;

    /// <summary>Raised, outside the lock, when somebody has to wait: something should be flushed.</summary>
    public event Action? Exhausted;

    public long CapacityBytes => capacityBytes;

    public long UsedBytes => Interlocked.Read(ref _used);

    /// <summary>
    /// Takes bytes, in order of asking, but a request that fits passes those before it that do not, until as many bytes as there are in all have passed one.
    /// A request for more than all of them is granted when nothing else is held.
    /// </summary>
    public async ValueTask ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (TryTake(bytes, _waiters.Last))
            {
                return;
            }

            waiter = new Waiter(bytes);
            _waiters.AddLast(waiter.Node);
        }

        Exhausted?.Invoke();
        await using var registration = cancellationToken.Register(() => GiveUp(waiter, cancellationToken));
        await waiter.Granted.Task;
    }

    /// <summary>Takes bytes if they can be had at once.</summary>
    public bool TryReserve(long bytes)
    {
        lock (_lock)
        {
            return TryTake(bytes, _waiters.Last);
        }
    }

    /// <summary>Takes bytes that are held already, whether they can be had or not: others wait until they are back.</summary>
    public void Charge(long bytes)
    {
        lock (_lock)
        {
            _used += bytes;
        }
    }

    public void Release(long bytes)
    {
        lock (_lock)
        {
            _used -= bytes;
            if (!GrantWaiting())
            {
                return;
            }
        }

        Exhausted?.Invoke();
    }

    private void GiveUp(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // One that was granted meanwhile has its bytes.
            if (waiter.Node.List is null)
            {
                return;
            }

            _waiters.Remove(waiter.Node);
            waiter.Granted.TrySetCanceled(cancellationToken);
            GrantWaiting();
        }
    }

    /// <summary>Grants what can be granted now.</summary>
    /// <returns>Whether anyone still waits.</returns>
    private bool GrantWaiting()
    {
        var node = _waiters.First;
        while (node is not null)
        {
            var next = node.Next;
            if (TryTake(node.Value.Bytes, node.Previous))
            {
                _waiters.Remove(node);
                node.Value.Granted.TrySetResult();
            }

            node = next;
        }

        return _waiters.Count > 0;
    }

    /// <summary>Takes bytes past the waiters up to one, if they fit and none of these was passed too often.</summary>
    private bool TryTake(long bytes, LinkedListNode<Waiter>? last)
    {
        // A request for more than there are fits only when nothing is held.
        if (_used != 0 && _used + bytes > capacityBytes)
        {
            return false;
        }

        for (var node = last; node is not null; node = node.Previous)
        {
            if (node.Value.PassedBytes + bytes > capacityBytes)
            {
                return false;
            }
        }

        for (var node = last; node is not null; node = node.Previous)
        {
            node.Value.PassedBytes += bytes;
        }

        _used += bytes;
        return true;
    }

    private sealed class Waiter
    {
        public Waiter(long bytes)
        {
            Bytes = bytes;
            Node = new LinkedListNode<Waiter>(this);
        }

        public long Bytes { get; }

        public LinkedListNode<Waiter> Node { get; }

        public long PassedBytes { get; set; }

        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
