using ModelData.Operations.DeadLetters;

namespace ModelData.Console.DeadLetters;

/// <summary>A resubmission under way: counts, and the gate that a pause closes. Thread-safe.</summary>
internal sealed class ResubmissionJob(string id, string who, string what, int total, TimeProvider time) : IDisposable
{
    private const int MostProblems = 50;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly List<string> _problems = [];
    private ResubmissionState _state = ResubmissionState.Running;
    private TaskCompletionSource? _gate;
    private TimeSpan _active;
    private long _activeSince = time.GetTimestamp();
    private int _sent;
    private int _before;
    private int _impossible;
    private string? _failure;

    public string Id => id;

    /// <summary>Ends with a cancellation: no further letter is begun.</summary>
    public CancellationToken End => _end.Token;

    public ResubmissionProgress Progress
    {
        get
        {
            lock (_lock)
            {
                TimeSpan active =
                    _active + (_state == ResubmissionState.Running ? time.GetElapsedTime(_activeSince) : default);
                return new ResubmissionProgress(
                    id,
                    who,
                    what,
                    _state,
                    total,
                    _sent,
                    _before,
                    _impossible,
                    active,
                    [.. _problems],
                    _failure
                );
            }
        }
    }

    /// <summary>Waits while it is paused.</summary>
    public Task PassAsync()
    {
        lock (_lock)
        {
            return _gate?.Task.WaitAsync(End) ?? Task.CompletedTask;
        }
    }

    public void Pause()
    {
        lock (_lock)
        {
            if (_state == ResubmissionState.Running)
            {
                _active += time.GetElapsedTime(_activeSince);
                _state = ResubmissionState.Paused;
                _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public void Continue()
    {
        TaskCompletionSource? gate = null;
        lock (_lock)
        {
            if (_state == ResubmissionState.Paused)
            {
                _activeSince = time.GetTimestamp();
                _state = ResubmissionState.Running;
                (gate, _gate) = (_gate, null);
            }
        }
        gate?.SetResult();
    }

    public Task CancelAsync() => _end.CancelAsync();

    public void Count(ResubmissionOutcome outcome)
    {
        lock (_lock)
        {
            _ = outcome == ResubmissionOutcome.SentBefore ? _before++ : _sent++;
        }
    }

    public void Refuse(string problem)
    {
        lock (_lock)
        {
            _impossible++;
            if (_problems.Count < MostProblems)
            {
                _problems.Add(problem);
            }
        }
    }

    public void Finish(ResubmissionState state, string? failure)
    {
        lock (_lock)
        {
            if (_state == ResubmissionState.Running)
            {
                _active += time.GetElapsedTime(_activeSince);
            }
            (_state, _failure) = (state, failure);
        }
    }

    public void Dispose() => _end.Dispose();
}
