using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Ingestor.Diagnostics;
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

    private readonly ConcurrentDictionary<BlobKey, BlobWriter> _writers = new();
    private readonly Channel<BlobWriter> _due = Channel.CreateUnbounded<BlobWriter>();
    private readonly Func<BlobKey, FeatureSchema, BlobWriter> _create;
    private readonly FlushSettings _settings;
    private readonly MemoryBudget _budget;
    private readonly WritePace _pace;
    private readonly TimeProvider _time;
    private readonly ILogger<FlushScheduler> _logger;
    private long _lastTick;

    public FlushScheduler(
        Func<BlobKey, FeatureSchema, BlobWriter> create,
        IOptions<FlushSettings> settings,
        MemoryBudget budget,
        TimeProvider time,
        ILogger<FlushScheduler> logger
    )
    {
        _create = create;
        _settings = settings.Value;
        _budget = budget;
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
        if (writer.TryBeginFlush(_time.GetUtcNow(), isForced: true))
        {
            _pace.Take(RequestsPerFlush);
            _due.Writer.TryWrite(writer);
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
            var now = _time.GetUtcNow();
            FlushDue(now);
            CloseIdle(now);
        }
    }

    // The oldest first, as far as the pace allows: with many folders rows get older evenly instead of some of them very old.
    private void FlushDue(DateTimeOffset now)
    {
        var due = new List<(DateTimeOffset Oldest, BlobWriter Writer)>();
        foreach (var (_, writer) in _writers)
        {
            if (writer.FindDue(now) is { } oldest)
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

            if (writer.TryBeginFlush(now, isForced: false))
            {
                _due.Writer.TryWrite(writer);
            }
        }
    }

    private void CloseIdle(DateTimeOffset now)
    {
        var idle = new List<(DateTimeOffset LastUsed, KeyValuePair<BlobKey, BlobWriter> Entry)>();
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
            if (!entry.Value.TryClose(now, excess-- > 0 ? TimeSpan.Zero : IdleWriter))
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
