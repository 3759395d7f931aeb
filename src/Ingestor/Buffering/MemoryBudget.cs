namespace ModelData.Ingestor.Buffering;

/// <summary>
/// The bytes that all buffers together may hold. A pump that finds none left waits, stops receiving, and so withholds credit on the
/// wire. Thread-safe.
/// </summary>
internal sealed class MemoryBudget(long capacityBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Granted)> _waiters = new();
    private long _used;

    /// <summary>Raised, outside the lock, when somebody has to wait: something should be flushed.</summary>
    public event Action? Exhausted;

    public long CapacityBytes => capacityBytes;

    public long UsedBytes => Interlocked.Read(ref _used);

    /// <summary>Takes bytes, in order of asking. A request above the whole budget is granted when nothing else is held.</summary>
    public async ValueTask ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        TaskCompletionSource granted;
        lock (_lock)
        {
            if (_waiters.Count == 0 && Fits(bytes))
            {
                _used += bytes;
                return;
            }

            granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Enqueue((bytes, granted));
        }

        Exhausted?.Invoke();
        await using var registration = cancellationToken.Register(
            static state => ((TaskCompletionSource)state!).TrySetCanceled(),
            granted
        );
        await granted.Task;
    }

    public void Release(long bytes)
    {
        bool isAnyoneWaiting;
        lock (_lock)
        {
            _used -= bytes;
            while (_waiters.TryPeek(out var waiter))
            {
                if (waiter.Granted.Task.IsCompleted)
                {
                    _waiters.Dequeue();
                }
                else if (!Fits(waiter.Bytes))
                {
                    break;
                }
                else
                {
                    _waiters.Dequeue();
                    if (waiter.Granted.TrySetResult())
                    {
                        _used += waiter.Bytes;
                    }
                }
            }

            isAnyoneWaiting = _waiters.Count > 0;
        }

        if (isAnyoneWaiting)
        {
            Exhausted?.Invoke();
        }
    }

    private bool Fits(long bytes) => _used + bytes <= capacityBytes || _used == 0;
}
