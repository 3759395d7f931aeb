using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Observing;

/// <summary>
/// Writes this worker's report when something in it changes, and every minute otherwise, so that its age says whether the worker lives. A report that cannot
/// be written is tried again, and holds up nothing: it has requests of its own, each with its own time limit.
/// </summary>
/// <param name="compose">What the worker says of itself at present.</param>
/// <param name="reports">Where it is left.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is said that it cannot be written.</param>
internal sealed partial class ReportLoop(
    Func<WorkerReport> compose,
    IWorkerReports reports,
    TimeProvider time,
    ILogger<ReportLoop> logger
)
{
    /// <summary>The least time between two attempts.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    /// <summary>How old a report may become.</summary>
    public static readonly TimeSpan Repetition = TimeSpan.FromMinutes(1);

    /// <summary>How long the last request may take when the worker stops: all that matters is saved by then.</summary>
    public static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    private WorkerReport? _written;
    private long _writtenAt;
    private bool _wasTried;
    private bool _isFailing;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (bool isTidy = false; ; )
            {
                await Task.Delay(Pace, time, cancellationToken);
                await TryWriteAsync(cancellationToken);
                if (_written is not null && !isTidy)
                {
                    isTidy = true;
                    await TidyAsync(cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
    }

    /// <summary>Takes the report back, once the loop has ended and all is saved: a worker that was stopped is none that was lost. Never fails.</summary>
    public async Task EndAsync()
    {
        // An attempt without an answer may have arrived.
        if (!_wasTried)
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(EndLimit, time);
            var own = compose();
            await reports.DeleteAsync(own.Name, own.Owner, limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception e)
        {
            // It grows old, and says with its age that nobody writes it.
            LogNotDeleted(Problem.Of(e));
        }
    }

    private async Task TryWriteAsync(CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(Dependencies.LookLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            var report = compose();
            if (!IsDue(report))
            {
                return;
            }

            _wasTried = true;
            // Also a request that does not heed the token must hold up neither the next one nor the end.
            await reports.WriteAsync(report, either.Token).WaitAsync(either.Token);
            (_written, _writtenAt, _isFailing) = (report, time.GetTimestamp(), false);
        }
        catch (Exception) when (stopping.IsCancellationRequested) { }
        catch (Exception e)
        {
            if (!_isFailing)
            {
                _isFailing = true;
                LogFailed(
                    limit.IsCancellationRequested
                        ? DependencyProblem.Silent(ProblemCatalogue.StorageUnreachable, Dependencies.LookLimit).Cause
                        : Problem.Of(e)
                );
            }
        }
    }

    private bool IsDue(WorkerReport report) =>
        _written is not { } written
        || _isFailing
        || time.GetElapsedTime(_writtenAt) >= Repetition
        || !written.SaysTheSameAs(report);

    private async Task TidyAsync(CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(Dependencies.LookLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            await reports.DeleteOldAsync(either.Token).WaitAsync(either.Token);
        }
        catch (Exception)
        {
            // Whichever worker starts next does it.
        }
    }

    [LoggerMessage(
        EventIds.ReportFailed,
        LogLevel.Warning,
        "What this worker reports of itself could not be written, and is tried again every few seconds; rows do not wait for it: {Problem}"
    )]
    private partial void LogFailed(string problem);

    [LoggerMessage(
        EventIds.ReportNotDeleted,
        LogLevel.Warning,
        "What this worker reported of itself could not be deleted at its end: until a worker of its name starts, it looks like one that was lost: {Problem}"
    )]
    private partial void LogNotDeleted(string problem);
}
