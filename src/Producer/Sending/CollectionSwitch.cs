using Microsoft.Extensions.Logging;
using ModelData.Producer.Buffering;
using ModelData.Producer.Configuration;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;
using ModelData.Producer.Watching;

namespace ModelData.Producer.Sending;

/// <summary>
/// How a collector collects at a moment: switched on or off, and into which pipeline. Follows its settings: when what makes a pipeline changes, rows go into
/// another one from then on, and the former is drained and closed beside it. Thread-safe.
/// </summary>
/// <remarks>
/// A collector that its service has switched off keeps its pipeline: contexts that were decided on before have rows to come, labels days later. Only one that
/// is off by its own entry gives it up.
/// </remarks>
internal sealed partial class CollectionSwitch : ISettingsListener
{
    private readonly Lock _gate = new();
    private readonly CollectorState _state;
    private readonly LiveOptions _options;
    private readonly CollectorEnvironment _environment;
    private readonly ILogger _logger;
    private readonly List<PipelineLease> _leaving = [];
    private volatile RowIntake _intake;
    private volatile ModelDataCollectorOptions? _applied;
    private volatile SettingsWatch? _watch;
    private volatile KnownDocument? _known;
    private Uri? _watched;
    private bool? _wasOn;
    private string? _connectionProblem;
    private bool _isClosed;

    /// <param name="state">The collector.</param>
    /// <param name="options">Its options.</param>
    /// <param name="environment">The process.</param>
    /// <param name="logger">The log.</param>
    public CollectionSwitch(CollectorState state, LiveOptions options, CollectorEnvironment environment, ILogger logger)
    {
        _state = state;
        _options = options;
        _environment = environment;
        _logger = logger;
        if (Plan(options.Current, null).Problem() is { } problem)
        {
            throw new ArgumentException(problem);
        }
        _intake = new RowIntake(
            state,
            SwitchPosition.Off,
            state.Plans[0],
            null,
            null,
            new IntakeDoor(state, null),
            null
        );
        // Not strongly: a pipeline has the state, and would keep a collector that nobody uses any more.
        WeakReference<CollectionSwitch> self = new(this);
        state.OnNamed = () => self.TryGetTarget(out CollectionSwitch? alive) ? alive.TakeUpNames() : null;
        SettingReport.Say(options.Current, environment, logger);
        Apply();
    }

    /// <summary>Who takes rows at present.</summary>
    public RowIntake Intake => _intake;

    public bool IsOn => _intake.Position.IsOn;

    public CollectionAddress Address => _state.Address;

    public ILogger Logger => _logger;

    public ILoggerFactory Loggers => _environment.Loggers;

    /// <summary>Follows the settings as they are now.</summary>
    public void Apply()
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _applied = _options.Current;
                Apply(_applied);
            }
        }
    }

    /// <summary>
    /// Who takes rows at present, looked at anew: another collector of the service has decided on for a context that this one does not take, so it may have
    /// followed a change that this one has yet to follow.
    /// </summary>
    public RowIntake CatchUp()
    {
        if (!ReferenceEquals(_applied, _options.Current) || (_watch is { } watch && _known != watch.Current))
        {
            Apply();
        }
        return _intake;
    }

    /// <summary>Who takes rows now that the first of them has named the features.</summary>
    private RowIntake TakeUpNames()
    {
        lock (_gate)
        {
            if (_intake.IsUnnamed && _applied is { } applied && !_isClosed)
            {
                Apply(applied);
            }
        }
        return _intake;
    }

    /// <summary>Sends what was collected at once and waits.</summary>
    public Task<FlushResult> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        !IsOn && _state.Counters.Snapshot().Pending == 0
            ? Task.FromResult(FlushResult.Off)
            : TogetherAsync(Leases(), lease => lease.FlushAsync(timeout, cancellationToken));

    /// <summary>Takes no more rows and sends what is left within the budget.</summary>
    public Task<FlushResult> CloseAsync(TimeSpan budget, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _isClosed = true;
            _intake.Door.Close();
            Unfollow();
            Be(StatusRules.Closed);
            ProducerMeter.Process.Forget(_state);
        }
        return TogetherAsync(Leases(), lease => lease.CloseAsync(budget, cancellationToken));
    }

    public void SayDiagnostics()
    {
        CollectorStatistics counts = _state.Counters.Snapshot();
        long backlog = _intake.Door.Lease?.Pipeline.Backlog.Bytes ?? 0;
        _logger.Diagnostics(Address, IsOn, counts, backlog);
    }

    private void Apply(ModelDataCollectorOptions options)
    {
        RowIntake former = _intake;
        _state.OnProblem = ProblemCallback.Of(options.OnProblem);
        _known = Follow(options);
        _state.HeartbeatInterval = SwitchRules.HeartbeatInterval(_known, Address);
        SwitchPosition position = Position(options);
        // Before what goes by names is looked up: a row may name the features at any moment.
        bool isUnnamed = _state.Features.Count == 0;
        string? obstacle = RedactionRules.Read(options, _known?.Settings, _state, out RowRedactor? redactor);
        // Nobody is told of what is in the way of a collector that is off anyway.
        bool isInTheWay = obstacle is not null && (position.IsOn || position.IsWaiting);
        if (obstacle is not null)
        {
            if (isInTheWay)
            {
                SayImpossible(obstacle);
            }
            position = SwitchPosition.Off;
        }
        PipelineLease? left = former.Door.Lease;
        PipelineLease? lease = Lease(options, position, left);
        if (lease is null && position.IsOn)
        {
            // What is wrong was said.
            position = SwitchPosition.Off;
        }
        _state.LogDropsEvery(options.DropLogInterval);
        if (_state.HeartbeatInterval is not null)
        {
            lease?.Pipeline.Heartbeats.Start();
        }
        IntakeDoor door = lease == left ? former.Door : new IntakeDoor(_state, lease);
        // What cannot be redacted is not printed either.
        DebugPrinter? printer = obstacle is null ? Printer(options, former.Printer) : null;
        _intake = new RowIntake(
            _state,
            position,
            LegalPlan(options, redactor, former.Plan),
            RowSampler.Create(Sampling(options), _state),
            CorrelationIdSource.Create(options, _state),
            door,
            printer,
            redactor,
            isUnnamed,
            IsTraced
        );
        if (door != former.Door)
        {
            former.Door.Close(door);
            if (left is not null)
            {
                _leaving.Add(left);
                _ = LeaveAsync(left);
            }
        }
        Say(position, options, lease);
        if (Find(position, options, lease, isInTheWay ? obstacle : null) is { } finding)
        {
            Be(finding);
        }
        else
        {
            BeOn(lease!);
        }
    }

    /// <summary>What is known of the settings document; null where none is asked for.</summary>
    private KnownDocument? Follow(ModelDataCollectorOptions options)
    {
        if (options.Settings.Uri is not { } uri || IsBroken(options) || SwitchRules.IsOff(options, Address))
        {
            Unfollow();
            return null;
        }
        if (_watch is null || _watched != uri)
        {
            Unfollow();
            _watch = _environment.Watches.TryFollow(this, options, _environment.Clock, out string? problem);
            _watched = uri;
            if (problem is not null && IsFirstReport(problem))
            {
                _logger.SettingsDocumentOutOfReach(problem);
            }
        }
        _watch?.ReadEvery(options.Settings.PollInterval);
        return _watch?.Current ?? KnownDocument.None;
    }

    private void Unfollow()
    {
        if (_watch is { } watch)
        {
            _watch = null;
            _environment.Watches.Leave(watch, this);
        }
    }

    private bool IsBroken(ModelDataCollectorOptions options) =>
        options.Problems.Broken.Count > 0 || _options.IsOffByItself;

    private SwitchPosition Position(ModelDataCollectorOptions options) =>
        IsBroken(options) ? SwitchPosition.Off : SwitchRules.Position(options, _known, Address);

    /// <summary>The share that suits the options; null, and one error in the log, when there is none to be had and there was none before.</summary>
    private PipelineLease? Lease(ModelDataCollectorOptions options, SwitchPosition position, PipelineLease? former)
    {
        _connectionProblem = null;
        if (position.Own == false || (former is null && !position.IsOn && _known is null))
        {
            return null;
        }
        PipelineSettings? settings = PipelineSettings.TryFrom(options, _environment, out string? problem);
        if (settings is not null && settings == former?.Settings)
        {
            return former;
        }
        try
        {
            if (settings is not null)
            {
                return new PipelineLease(_environment.Pipelines, settings, _state, _logger);
            }
        }
#pragma warning disable CA1031 // Whatever is wrong with the connection: scoring goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            problem = ConnectionProblem.Of(exception);
        }
        if (position.IsOn || former is not null)
        {
            _connectionProblem = problem;
            SayBroken(problem!, former is not null);
        }
        return former;
    }

    private async Task LeaveAsync(PipelineLease lease)
    {
        FlushResult result = await lease
            .CloseAsync(lease.Settings.CloseTimeout, CancellationToken.None)
            .ConfigureAwait(false);
        if (result.Status == FlushStatus.Interrupted)
        {
            // Others use the pipeline: it goes on with these rows.
            await lease.FlushAsync(Timeout.InfiniteTimeSpan, CancellationToken.None).ConfigureAwait(false);
        }
        lock (_gate)
        {
            _leaving.Remove(lease);
        }
    }

    private List<PipelineLease> Leases()
    {
        lock (_gate)
        {
            return _intake.Door.Lease is { } lease ? [.. _leaving, lease] : [.. _leaving];
        }
    }

    private async Task<FlushResult> TogetherAsync(
        List<PipelineLease> leases,
        Func<PipelineLease, Task<FlushResult>> act
    )
    {
        if (leases.Count == 0)
        {
            return FlushResult.Off;
        }
        FlushResult[] results = await Task.WhenAll(leases.Select(act)).ConfigureAwait(false);
        return results.Aggregate(static (one, other) => one.Beside(other));
    }

    private SamplingSettings? Sampling(ModelDataCollectorOptions options) =>
        SwitchRules.Sampling(options, _known, Address);

    /// <summary>How rows go out.</summary>
    private RowPlan Plan(ModelDataCollectorOptions options, RowRedactor? redactor)
    {
        decimal rate = Sampling(options) is { Rate: > 0 and var share } ? share : 1;
        return new RowPlan(_state.Features.Redacted(redactor?.Columns))
        {
            SampleRate = rate,
            Added = AddedColumns.Of(options, Address, rate),
        };
    }

    /// <summary>
    /// How rows go out; with the former columns beside the features, and one error in the log, where the names do not allow what is asked for now.
    /// </summary>
    private RowPlan LegalPlan(ModelDataCollectorOptions options, RowRedactor? redactor, RowPlan former)
    {
        RowPlan plan = Plan(options, redactor);
        if (plan.Problem() is not { } problem)
        {
            return plan;
        }
        SayBroken($"{Address}: {problem}", isKept: true);
        RowPlan kept = plan with { Added = former.Added.At(plan.SampleRate) };
        return kept.Problem() is null ? kept : plan with { Added = AddedColumns.None };
    }

    private DebugPrinter? Printer(ModelDataCollectorOptions options, DebugPrinter? former) =>
        options.Debug != true
            ? null
            : former ?? new DebugPrinter(_environment.DebugOutput ?? Console.Out, _environment.Clock);
}
