using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Observing;

/// <summary>
/// One service that the worker cannot do without, as the last look found it. What was not looked at for too long is not reached either: a look that
/// hangs is no good sign. Thread-safe.
/// </summary>
/// <param name="name">What it is for.</param>
/// <param name="place">Where it is.</param>
/// <param name="unreachable">What it is when it does not answer.</param>
/// <param name="fresh">How long a look holds.</param>
/// <param name="time">The clock.</param>
internal sealed class Dependency(string name, string place, KnownProblem unreachable, TimeSpan fresh, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _reachedAt = time.GetTimestamp();
    private bool _wasReached;
    private DependencyProblem? _problem = DependencyProblem.NeverLookedAt;

    public string Name => name;

    public string Place => place;

    /// <summary>How long it has not been reached; zero while it is.</summary>
    public TimeSpan Away => FindAbsence()?.Duration ?? TimeSpan.Zero;

    /// <summary>A look succeeded.</summary>
    public void Reached()
    {
        lock (_lock)
        {
            (_reachedAt, _wasReached, _problem) = (time.GetTimestamp(), true, null);
        }
    }

    /// <summary>A look had no answer.</summary>
    public void Failed(TimeSpan limit) => Failed(DependencyProblem.Silent(unreachable, limit));

    /// <summary>A look failed.</summary>
    public void Failed(DependencyProblem problem)
    {
        lock (_lock)
        {
            _problem = problem;
        }
    }

    /// <summary>Since when and why it is not reached; <see langword="null"/> when the last look reached it.</summary>
    public DependencyAbsence? FindAbsence()
    {
        lock (_lock)
        {
            var age = time.GetElapsedTime(_reachedAt);
            var problem = _problem ?? (age > fresh ? DependencyProblem.LookHangs(unreachable) : null);
            return problem is null ? null : new DependencyAbsence(age, _wasReached, problem);
        }
    }

    public override string ToString() => $"{name} ({place})";
}

/// <summary>That a service is not reached.</summary>
/// <param name="Duration">Since it was reached last, or since the start.</param>
/// <param name="WasReached">Whether it was ever reached.</param>
/// <param name="Problem">Why, and the mend.</param>
internal sealed record DependencyAbsence(TimeSpan Duration, bool WasReached, DependencyProblem Problem);
