using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Fencing;
using ModelData.Ingestor.Hosting;

namespace ModelData.Ingestor.Buffering;

/// <summary>
/// Decides when which blob is written: when its buffer is full, when its oldest row reaches the age limit, when memory is short (the
/// largest first), and everything when the worker stops. A blob that storage refuses waits for its next attempt without holding a
/// place. Thread-safe.
/// </summary>
internal sealed partial class FlushScheduler : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan IdleWriter = TimeSpan.FromMinutes(5);

    // Stage, commit, and the look at the length.
    private const int RequestsPerFlush = 3;

    // One proves what had been received; a second one is for what came to the buffer meanwhile.
    private const int MostLooks = 3;

    private readonly ConcurrentDictionary<BlobKey, BlobWriter> _writers = new();
    private readonly Channel<BlobWriter> _due = Channel.CreateUnbounded<BlobWriter>();
    private readonly Func<BlobKey, FeatureSchema, BlobWriter> _create;
    private readonly FlushSettings _settings;
    private readonly MemoryBudget _budget;
    private readonly ILooks _looks;
    private readonly WritePace _pace;
    private readonly TimeProvider _time;
    private readonly ILogger<FlushScheduler> _logger;
    private CancellationToken _running;
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
        _create = create;
        _settings = settings.Value;
        _budget = budget;
        _looks = looks;
        _time = time;
        _pace = new WritePace(_settings.MaxWritesPerSecond, time);
        _logger = logger;
        _budget.Exhausted += FlushLargest;
        _lastTick = time.GetTimestamp();
    }

    /// <summary>The time since the scheduler last looked around: long means that it hangs.</summary>
    public TimeSpan SinceTick => _time.GetElapsedTime(Interlocked.Read(ref _lastTick));

    public int OpenWriters => _writers.Count;

    /// <summary>The writer of a file.</summary>
    /// <param name="key">The file.</param>
    /// <param name="schema">The order of its columns, should it be new.</param>
    public BlobWriter Writer(BlobKey key, FeatureSchema schema) => _writers.GetOrAdd(key, _create, schema);

    /// <summary>Asks for a flush now, for example because the writer's buffer is full.</summary>
    public void Request(BlobWriter writer)
    {
        if (writer.TryBeginFlush(isForced: true))
        {
            _pace.Take(RequestsPerFlush);
            Begin(writer);
        }
    }

    /// <summary>Asks for a flush of everything.</summary>
    public void RequestAll()
    {
        foreach (var (_, writer) in _writers)
        {
            Request(writer);
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _running = cancellationToken;
        var loops = new List<Task> { LookAroundAsync(cancellationToken) };
        for (int i = 0; i < _settings.Concurrency; i++)
        {
            loops.Add(FlushDueAsync(cancellationToken));
        }

        await Task.WhenAll(loops);
    }

    /// <summary>Flushes everything, again and again, until nothing is left or the token ends it.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (_writers.Values.Any(writer => writer.BufferedBytes > 0))
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
            CloseIdle();
        }
    }

    // The oldest first, as far as the pace allows: with many folders rows get older evenly instead of some of them very old.
    private void FlushDue()
    {
        var due = new List<(long Oldest, BlobWriter Writer)>();
        foreach (var (_, writer) in _writers)
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
                Begin(writer);
            }
        }
    }

    // A flush that must wait for a look holds no place meanwhile: all of them share the next look.
    private void Begin(BlobWriter writer)
    {
        if (writer.IsProven())
        {
            _due.Writer.TryWrite(writer);
        }
        else
        {
            _ = ProveAsync(writer);
        }
    }

    private async Task ProveAsync(BlobWriter writer)
    {
        try
        {
            for (int looks = 0; !writer.IsProven(); looks++)
            {
                if (looks == MostLooks)
                {
                    writer.Postpone();
                    return;
                }

                await _looks.LookAsync(_running);
            }

            _due.Writer.TryWrite(writer);
        }
        catch (Exception)
        {
            // Said by whoever looks.
            writer.Postpone();
        }
    }

    private void CloseIdle()
    {
        var idle = new List<(long LastUsed, KeyValuePair<BlobKey, BlobWriter> Entry)>();
        foreach (var entry in _writers)
        {
            if (entry.Value.FindIdle() is { } lastUsed)
            {
                idle.Add((lastUsed, entry));
            }
        }

        int excess = _writers.Count - _settings.MaxOpenFiles;
        if (excess > 0)
        {
            idle.Sort(static (a, b) => a.LastUsed.CompareTo(b.LastUsed));
        }

        foreach (var (_, entry) in idle)
        {
            // One that was claimed meanwhile is not closed.
            if (!entry.Value.TryClose(excess-- > 0 ? TimeSpan.Zero : IdleWriter))
            {
                continue;
            }

            _writers.TryRemove(entry);
        }
    }

    private async Task FlushDueAsync(CancellationToken cancellationToken)
    {
        await foreach (var writer in _due.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await writer.FlushAsync(cancellationToken);
                if (writer.HasSealed)
                {
                    // Received after the look: the next one is asked for at once.
                    Request(writer);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogFlushFailed(writer.Target, e);
            }
        }
    }

    private void FlushLargest()
    {
        BlobWriter? largest = null;
        // Not Values: with ten thousand files that would be a copy of all of them for each flush.
        foreach (var (_, writer) in _writers)
        {
            if (!writer.IsRefused && writer.BufferedBytes > (largest?.BufferedBytes ?? 0))
            {
                largest = writer;
            }
        }

        if (largest is not null)
        {
            Request(largest);
        }
    }

    [LoggerMessage(EventIds.FlushFailed, LogLevel.Error, "Flush of {Target} failed; it will be tried again")]
    private partial void LogFlushFailed(string target, Exception exception);
}
