using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Buffering;

/// <summary>
/// Decides when which blob is written: when its buffer is full, when its oldest row reaches the age limit, when memory is short (the
/// largest first), and everything when the worker stops. A blob that storage refuses waits for its next attempt without holding a
/// place. Thread-safe.
/// </summary>
internal sealed class FlushScheduler : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    // Stage, commit, and the look at the length.
    private const int RequestsPerFlush = 3;

    private readonly FlushQueue _queue;
    private readonly WritePace _pace;
    private readonly FlushSettings _settings;
    private readonly MemoryBudget _budget;
    private readonly TimeProvider _time;
    private long _lastTick;

    public FlushScheduler(
        Func<BlobKey, FeatureSchema, BlobWriter> create,
        IOptions<FlushSettings> settings,
        MemoryBudget budget,
        ILooks looks,
        TimeProvider time,
        ILogger<FlushScheduler> logger
    )
    {
        _settings = settings.Value;
        Writers = new BlobWriters(create, _settings.MaxOpenFiles);
        _queue = new FlushQueue(looks, logger);
        _pace = new WritePace(_settings.MaxWritesPerSecond, time);
        _budget = budget;
        _time = time;
        _budget.Exhausted += FlushLargest;
        _lastTick = time.GetTimestamp();
    }

    /// <summary>Those that it decides about.</summary>
    public BlobWriters Writers { get; }

    /// <summary>The time since the scheduler last looked around: long means that it hangs.</summary>
    public TimeSpan SinceTick => _time.GetElapsedTime(Interlocked.Read(ref _lastTick));

    /// <summary>Asks for a flush now, for example because the writer's buffer is full.</summary>
    public void Request(BlobWriter writer)
    {
        if (writer.TryBeginFlush(isForced: true))
        {
            _pace.Take(RequestsPerFlush);
            _queue.Add(writer);
        }
    }

    /// <summary>Asks for a flush of everything.</summary>
    public void RequestAll()
    {
        foreach (var writer in Writers)
        {
            Request(writer);
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            LookAroundAsync(cancellationToken),
            _queue.RunAsync(_settings.Concurrency, GoOn, cancellationToken)
        );

    /// <summary>Flushes everything, again and again, until nothing is left or the token ends it.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (Writers.Any(writer => writer.BufferedBytes > 0))
        {
            RequestAll();
            await Task.Delay(TimeSpan.FromMilliseconds(10), _time, cancellationToken);
        }
    }

    public void Dispose() => _budget.Exhausted -= FlushLargest;

    private async Task LookAroundAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            Interlocked.Exchange(ref _lastTick, _time.GetTimestamp());
            FlushDue();
            Writers.CloseIdle();
        }
    }

    // The oldest first, as far as the pace allows: with many folders rows get older evenly instead of some of them very old.
    private void FlushDue()
    {
        var due = new List<(long Oldest, BlobWriter Writer)>();
        foreach (var writer in Writers)
        {
            if (writer.FindDue() is { } oldest)
            {
                due.Add((oldest, writer));
            }
        }

        due.Sort(static (a, b) => a.Oldest.CompareTo(b.Oldest));
        foreach (var (_, writer) in due)
        {
            if (!_pace.TryTake(RequestsPerFlush))
            {
                return;
            }

            if (writer.TryBeginFlush(isForced: false))
            {
                _queue.Add(writer);
            }
        }
    }

    // What is full still was received after the look: the next one is asked for at once.
    private void GoOn(BlobWriter flushed)
    {
        if (flushed.HasSealed)
        {
            Request(flushed);
        }
    }

    private void FlushLargest()
    {
        if (Writers.FindLargest() is { } largest)
        {
            Request(largest);
        }
    }
}
