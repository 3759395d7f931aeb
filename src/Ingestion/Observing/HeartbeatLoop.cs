using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Reading.Heartbeats;

namespace ModelData.Ingestion.Observing;

/// <summary>
/// Writes down what producers told in each partition of this worker, where they told something new: soon after the first word, and then once a minute at most.
/// Nothing waits for it: it has requests of its own, each with its own time limit.
/// </summary>
/// <param name="books">What they told, by partitions, of those that this worker owns at present.</param>
/// <param name="reports">Where it is written down.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is said that it cannot be.</param>
internal sealed partial class HeartbeatLoop(
    Func<IEnumerable<(string PartitionId, HeartbeatBook Book)>> books,
    HeartbeatReports reports,
    TimeProvider time,
    ILogger<HeartbeatLoop> logger
)
{
    /// <summary>How often it is looked whether there is news.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    /// <summary>A partition's blob is not written again before.</summary>
    public static readonly TimeSpan Repetition = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Written> _written = [];
    private bool _isFailing;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pace, time, cancellationToken);
                await WriteAllAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
    }

    private async Task WriteAllAsync(CancellationToken stopping)
    {
        foreach (var (partitionId, book) in books())
        {
            long count = book.Count;
            if (count > 0 && IsDue(partitionId, book, count))
            {
                await TryAsync(token => WriteAsync(partitionId, book, count, token), stopping);
            }
        }
    }

    private bool IsDue(string partitionId, HeartbeatBook book, long count) =>
        !_written.TryGetValue(partitionId, out var last)
        || last.Book != book
        || (last.Count != count && time.GetElapsedTime(last.At) >= Repetition);

    private async Task WriteAsync(string partitionId, HeartbeatBook book, long count, CancellationToken token)
    {
        var report = book.Compose(partitionId);
        await (
            report.Addresses.Count + report.Uncounted.Count == 0
                ? reports.DeleteAsync(partitionId, token)
                : reports.WriteAsync(report, token)
        );
        _written[partitionId] = new Written(book, count, time.GetTimestamp());
    }

    private async Task TryAsync(Func<CancellationToken, Task> write, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(Dependencies.LookLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            // Also a request that does not heed the token must not hold up the next one.
            await write(either.Token).WaitAsync(either.Token);
            _isFailing = false;
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

    private readonly record struct Written(HeartbeatBook Book, long Count, long At);

    [LoggerMessage(
        EventIds.HeartbeatsNotWritten,
        LogLevel.Warning,
        "What producers tell of themselves could not be written down, and is tried again every minute; rows do not wait for it: {Problem}"
    )]
    private partial void LogFailed(string problem);
}
