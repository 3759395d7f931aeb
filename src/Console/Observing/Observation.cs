using ModelData.Console.Live;
using ModelData.Ingestion.Observing.Status;

namespace ModelData.Console.Observing;

/// <summary>Looks at the pipeline every few seconds, but only while somebody looks at a page. Thread-safe.</summary>
internal sealed class Observation : IAsyncDisposable
{
    /// <summary>Of how many addresses a look tells how fresh they are.</summary>
    private const int Addresses = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>So long after the last page was asked for, the looks go on without anybody who listens.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(20);

    /// <summary>A page waits for a new look when the last one is older than this.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    private readonly PipelineObserver _observer;
    private readonly Changes _changes;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = New();
    private Task _looks = Task.CompletedTask;
    private bool _isLooking;
    private int _watchers;
    private long _askedAt;
    private (PipelineStatus Status, long At)? _last;

    public Observation(ConsolePlaces places, Changes changes, TimeProvider time)
    {
        _observer = new PipelineObserver(places.Pipeline, time);
        (_changes, _time) = (changes, time);
    }

    /// <summary>How many looks there were; it stands still while nobody looks.</summary>
    public long Looks { get; private set; }

    /// <summary>Whether the looks go on.</summary>
    public bool IsLooking
    {
        get
        {
            lock (_lock)
            {
                return _isLooking;
            }
        }
    }

    /// <summary>The last look, which is waited for when there is none yet or when it is old; no look takes longer than its limit.</summary>
    public async Task<Snapshot> GetAsync(CancellationToken cancellationToken)
    {
        Task next;
        lock (_lock)
        {
            _askedAt = _time.GetTimestamp();
            Start();
            next = _next.Task;
            if (_last is { } known && _time.GetElapsedTime(known.At) < Fresh)
            {
                return new Snapshot(known.Status, _time.GetElapsedTime(known.At));
            }
        }
        await next.WaitAsync(cancellationToken);
        lock (_lock)
        {
            return new Snapshot(_last!.Value.Status, _time.GetElapsedTime(_last.Value.At));
        }
    }

    /// <summary>Keeps the looks going until it is disposed of.</summary>
    public IDisposable Watch()
    {
        lock (_lock)
        {
            _watchers++;
            Start();
        }
        return new Watcher(this);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _looks.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _observer.DisposeAsync();
        _end.Dispose();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Start()
    {
        if (!_isLooking && !_end.IsCancellationRequested)
        {
            _isLooking = true;
            _looks = LookAsync(_end.Token);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        // Whoever starts this holds the lock.
        await Task.Yield();
        try
        {
            while (true)
            {
                PipelineStatus status = await _observer.ObserveAsync(Addresses, cancellationToken);
                TaskCompletionSource waited;
                lock (_lock)
                {
                    _last = (status, _time.GetTimestamp());
                    Looks++;
                    (waited, _next) = (_next, New());
                }
                waited.SetResult();
                _changes.Announce();
                await Task.Delay(Interval, _time, cancellationToken);
                lock (_lock)
                {
                    if (_watchers == 0 && _time.GetElapsedTime(_askedAt) > Idle)
                    {
                        _isLooking = false;
                        return;
                    }
                }
            }
        }
        catch (Exception e)
        {
            lock (_lock)
            {
                _isLooking = false;
                _next.TrySetException(e);
                // What nobody waits for is nobody's mistake.
                _ = _next.Task.Exception;
                _next = New();
            }
            throw;
        }
    }

    private sealed class Watcher(Observation owner) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                lock (owner._lock)
                {
                    owner._watchers--;
                }
            }
        }
    }
}
