using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Buffering;

/// <summary>When the worker stops: everything that is buffered is flushed at once, within one time budget. Thread-safe.</summary>
internal sealed partial class FinalFlush(
    FlushScheduler scheduler,
    IOptions<FlushSettings> settings,
    TimeProvider time,
    ILogger<FinalFlush> logger
) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ended = new();
    private volatile Task? _flushing;

    /// <summary>Whether its time is over.</summary>
    public bool IsOver => _flushing?.IsCompleted == true;

    /// <summary>Starts it, unless it was started before.</summary>
    public void Start()
    {
        lock (_lock)
        {
            _flushing ??= Task.Run(FlushAsync);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await (_flushing ?? Task.CompletedTask);
    }

    private async Task FlushAsync()
    {
        LogDraining(scheduler.Writers.Count);
        using var budget = new CancellationTokenSource(settings.Value.DrainTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, _ended.Token);
        // Again and again: some partition may still be on its last events.
        while (!either.IsCancellationRequested)
        {
            scheduler.RequestAll();
            await Task.Delay(Pause, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!_ended.IsCancellationRequested)
        {
            // Nothing is lost: the positions trail every row that is not in its blob.
            LogDrainIncomplete(settings.Value.DrainTimeout);
        }
    }

    [LoggerMessage(EventIds.WorkerDraining, LogLevel.Information, "Stopping: flushing {Blobs} open blobs")]
    private partial void LogDraining(int blobs);

    [LoggerMessage(
        EventIds.DrainIncomplete,
        LogLevel.Warning,
        "Not everything could be flushed within {Budget}: the next start reads those events again"
    )]
    private partial void LogDrainIncomplete(TimeSpan budget);
}
