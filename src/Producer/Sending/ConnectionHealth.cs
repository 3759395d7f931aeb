using Microsoft.Extensions.Logging;
using ModelData.HubClient;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Sending;

/// <summary>
/// What is known of the way to a hub: what the hub said last, and since when it says nothing. Told of each request by <see cref="WatchedSender"/>; says in the
/// log what has changed. Thread-safe; to read it never waits.
/// </summary>
internal sealed class ConnectionHealth : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly string _name;
    private readonly ITimer _patience;
    private volatile CollectionStatus _said;
    private volatile Silence? _silence;
    private int _awaited;
    private int _failures;
    private readonly HashSet<HubFailureReason> _problems = [];
    private bool _isClosed;

    /// <param name="hub">The hub's name; may be empty.</param>
    /// <param name="namespace">Its namespace; may be empty.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">The log.</param>
    public ConnectionHealth(string hub, string @namespace, TimeProvider clock, ILogger logger)
    {
        _name = HubAdvice.Name(hub, @namespace);
        _clock = clock;
        _logger = logger;
        _said = new CollectionStatus(
            CollectionState.Connecting,
            Sentence($"{_name} has not answered yet."),
            clock.GetUtcNow(),
            null
        );
        _patience = clock.CreateTimer(
            static it => ((ConnectionHealth)it!).SaySilence(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Told of what asks for somebody, once per problem.</summary>
    public Action<CollectionProblem>? OnProblem { get; set; }

    /// <summary>Whether the hub has ever taken what it was asked.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>How the connection is at present.</summary>
    public CollectionStatus Status =>
        _silence is { } silence
        && _clock.GetElapsedTime(silence.From) is var elapsed
        && elapsed >= ProducerDefaults.HubPatience
            ? new(
                CollectionState.Refused,
                Silent(elapsed),
                silence.Since,
                HubAdvice.Mend(HubFailureReason.ServiceTimeout, _name)
            )
            : _said;

    /// <summary>Why rows pile up, for a person.</summary>
    public string Backlog =>
        Status is { State: not CollectionState.Sending } status ? status.Advice
        : _silence is { } silence
        && _clock.GetElapsedTime(silence.From) is var elapsed
        && elapsed >= ProducerDefaults.ShortSilence
            ? Silent(elapsed)
        : "more rows come than are sent. Raise ModelData__RingBytes for peaks; a model that is hotter than a partition needs ModelData__Spread.";

    /// <summary>A request begins.</summary>
    public void Ask()
    {
        lock (_gate)
        {
            _awaited++;
            if (_silence is null)
            {
                BeSilent();
            }
        }
    }

    /// <summary>A request was carried out.</summary>
    public void Answered()
    {
        bool isFirst;
        bool isRecovery;
        lock (_gate)
        {
            // As others saw it: a silence that is over ends here.
            CollectionState before = Status.State;
            EndAsk(isAnswer: true);
            _failures = 0;
            isFirst = !HasAnswered;
            isRecovery = _problems.Count > 0;
            HasAnswered = true;
            _problems.Clear();
            if (before != CollectionState.Sending)
            {
                _said = new(
                    CollectionState.Sending,
                    Sentence($"{_name} takes what is sent."),
                    _clock.GetUtcNow(),
                    null
                );
            }
        }
        if (isFirst)
        {
            _logger.Connected(_name);
        }
        else if (isRecovery)
        {
            _logger.HubWell(_name);
        }
    }

    /// <summary>A request failed.</summary>
    public void Failed(HubException failure)
    {
        CollectionStatus status;
        lock (_gate)
        {
            CollectionStatus before = Status;
            // The official client's own limit, which is no answer.
            EndAsk(isAnswer: failure.Reason != HubFailureReason.ServiceTimeout);
            _failures++;
            // Once, after all was well, may be chance: the same request is sent again, and mostly taken.
            if (failure.IsTransient && _failures == 1 && _said.State == CollectionState.Sending)
            {
                return;
            }
            status = new(
                CollectionState.Refused,
                Sentence(HubAdvice.Reason(failure, _name)),
                before.State == CollectionState.Refused ? before.Since : _clock.GetUtcNow(),
                HubAdvice.Mend(failure.Reason, _name)
            );
            _said = status;
            if (!IsNews(failure.Reason))
            {
                return;
            }
        }
        Say(status);
    }

    /// <summary>A request was left: what became of it is not known.</summary>
    public void Left()
    {
        lock (_gate)
        {
            EndAsk(isAnswer: false);
            if (_awaited == 0)
            {
                _silence = null;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _patience.Dispose();
        }
    }

    private void SaySilence()
    {
        CollectionStatus status;
        lock (_gate)
        {
            if (_silence is not { } silence)
            {
                return;
            }
            TimeSpan left = ProducerDefaults.HubPatience - _clock.GetElapsedTime(silence.From);
            if (left > TimeSpan.Zero)
            {
                // Another request is awaited than the one that the timer was set for, or the timer was early.
                LookIn(left + TimeSpan.FromMilliseconds(1));
                return;
            }
            status = Status;
            if (_isClosed || !IsNews(HubFailureReason.ServiceTimeout))
            {
                return;
            }
        }
        Say(status);
    }

    private void Say(CollectionStatus status)
    {
        _logger.HubRefuses(status.Advice);
        OnProblem?.Invoke(new CollectionProblem(CollectionProblemKind.Refused, null, status.Reason, status.Mend));
    }

    // The gate is held. Each is told once until all is well: of a hub that is out of reach, silence and failure come in turn.
    private bool IsNews(HubFailureReason problem) => _problems.Add(problem);

    // The gate is held.
    private void EndAsk(bool isAnswer)
    {
        _awaited--;
        if (!isAnswer)
        {
            return;
        }
        _silence = null;
        if (_awaited > 0)
        {
            BeSilent();
        }
    }

    // The gate is held.
    private void BeSilent()
    {
        _silence = new Silence(_clock.GetTimestamp(), _clock.GetUtcNow());
        LookIn(ProducerDefaults.HubPatience);
    }

    private void LookIn(TimeSpan time)
    {
        if (!_isClosed)
        {
            _patience.Change(time, Timeout.InfiniteTimeSpan);
        }
    }

    private string Silent(TimeSpan elapsed) =>
        Sentence($"{_name} has not answered for {Math.Floor(elapsed.TotalSeconds):0} s.");

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>An answer that is awaited.</summary>
    /// <param name="From">The clock's timestamp of the question.</param>
    /// <param name="Since">The same as a time.</param>
    private sealed record Silence(long From, DateTimeOffset Since);
}
