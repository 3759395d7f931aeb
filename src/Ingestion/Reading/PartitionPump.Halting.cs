using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading;

internal sealed partial class PartitionPump
{
    private volatile ReportedProblem? _problem;
    private long _haltedAt;
    private long _detachedAt = time.GetTimestamp();

    /// <summary>Why the partition is not read until somebody mends it, if so.</summary>
    public ReportedProblem? Halted => _problem is { } problem ? problem with { Duration = Since(ref _haltedAt) } : null;

    /// <summary>How long the partition has not been read; zero while it is.</summary>
    public TimeSpan Detached => _isAttached ? TimeSpan.Zero : Since(ref _detachedAt);

    // The partition is read no more until somebody mends the cause; all others are. What was not committed is read again from the state.
    private async Task HaltAsync(ReportedProblem problem, CancellationToken stopping)
    {
        _intake?.Session.EndAs(SessionEnd.Failed);
        if (_problem is null)
        {
            Volatile.Write(ref _haltedAt, time.GetTimestamp());
        }

        if (_problem != problem)
        {
            LogHalted(_partitionId, $"{problem.Cause}. {problem.Mend}");
        }

        _problem = problem;
        await Task.Delay(_haltedBackoff.Next(), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private ReportedProblem MistakeOf(PartitionSession session) =>
        new PartitionFailedException(
            ProblemCatalogue.WorkerMistake,
            session.Problem ?? "A commit failed for an unknown reason",
            Problem.MendOfMistake
        ).ProblemOf(_partitionId);

    private void Detach()
    {
        if (_isAttached)
        {
            Volatile.Write(ref _detachedAt, time.GetTimestamp());
            _isAttached = false;
        }
    }

    private TimeSpan Since(ref long at) => time.GetElapsedTime(Volatile.Read(ref at));
}
