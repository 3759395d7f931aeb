namespace ModelData.EventHubs.Sending;

/// <summary>
/// Bounds the bytes that are handed to a link and not yet answered: the library queues without limit while it has no credit or the
/// peer does not read. First come, first served.
/// </summary>
internal sealed class ByteBudget(long bytes)
{
    private readonly Lock _gate = new();
    private readonly Queue<Waiter> _waiters = new();
    private long _used;

    /// <summary>Takes bytes, or waits for them. What is larger than the whole budget waits until nothing else is out.</summary>
    public ValueTask TakeAsync(long count, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (_waiters.Count == 0 && Fits(count))
            {
                _used += count;
                return ValueTask.CompletedTask;
            }

            waiter = new Waiter(count);
            _waiters.Enqueue(waiter);
        }

        return new ValueTask(WaitAsync(waiter, cancellationToken));
    }

    public void Return(long count)
    {
        lock (_gate)
        {
            _used -= count;
            while (_waiters.TryPeek(out Waiter? next) && (next.Task.IsCompleted || Fits(next.Count)))
            {
                _waiters.Dequeue();
                if (next.TrySetResult())
                {
                    _used += next.Count;
                }
            }
        }
    }

    private bool Fits(long count) => _used == 0 || _used + count <= bytes;

    private async Task WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (waiter, token) => ((Waiter)waiter!).TrySetCanceled(token),
            waiter
        );
        try
        {
            await waiter.Task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The one who left may have been in front of others that fit.
            Return(0);
            throw;
        }
    }

    private sealed class Waiter(long count) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Count => count;
    }
}
