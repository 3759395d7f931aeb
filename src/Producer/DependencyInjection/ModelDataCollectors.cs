using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Producer.Configuration;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;
using ModelData.Producer.Sending;

namespace ModelData.Producer.DependencyInjection;

/// <summary>Keeps the collectors of a service provider and the pipeline they share.</summary>
internal sealed class ModelDataCollectors(
    IOptionsMonitor<ModelDataCollectorOptions> options,
    ILoggerFactory? loggers = null,
    TimeProvider? clock = null,
    CollectorEnvironment? environment = null
) : IModelDataCollectors, IAsyncDisposable, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CollectorEnvironment _environment =
        environment
        ?? CollectorEnvironment.Process with
        {
            Pipelines = new PipelineRegistry(),
            Loggers = loggers ?? StandardErrorLog.Process,
            Clock = clock ?? TimeProvider.System,
        };
    private readonly Dictionary<CollectionAddress, (ModelDataCollector Collector, FeatureNames Features)> _collectors =
    [];
    private volatile ModelDataCollector[] _all = [];
    private volatile StandbyConnection? _standby;
    private bool _isStarted;
    private HashSet<string> _brokenBefore = [];
    private LiveOptions? _live;
    private IDisposable? _listening;
    private Task<FlushResult>? _closing;

    public CollectionStatus Status
    {
        get
        {
            ModelDataCollector[] all = _all;
            return all.Length == 0
                ? (_standby ?? StandBy()).Status
                : all.Select(it => it.Status).Aggregate(static (one, other) => one.Or(other));
        }
    }

    /// <summary>What became of the rows of all of them.</summary>
    public CollectorStatistics Statistics =>
        _all.Select(it => it.Statistics)
            .Aggregate(
                default(CollectorStatistics),
                static (sum, it) =>
                    new(
                        sum.Enqueued + it.Enqueued,
                        sum.Sent + it.Sent,
                        sum.Failed + it.Failed,
                        sum.Dropped + it.Dropped,
                        sum.Pending + it.Pending,
                        sum.Refused + it.Refused
                    )
                    {
                        SampledOut = sum.SampledOut + it.SampledOut,
                    }
            );

    /// <summary>Whether rows were dropped or given up within the last minute.</summary>
    public bool HasLostLately =>
        _all.Any(it => it.LastLoss is { } loss && _environment.Clock.GetElapsedTime(loss) < TimeSpan.FromMinutes(1));

    /// <summary>What is wrong with the settings, so that collection is off; empty when nothing is.</summary>
    public IReadOnlyCollection<string> BrokenSettings => Options().Current.Problems.Broken;

    public IModelDataCollector Get(
        string modelName,
        string identifier = ProducerDefaults.Name,
        IReadOnlyList<string>? featureNames = null,
        string? workspace = null,
        string? webServiceName = null,
        string? modelVersion = null,
        IReadOnlyList<FeatureType>? featureTypes = null
    ) =>
        Get(
            new CollectorDefinition(
                modelName,
                identifier,
                featureNames,
                workspace,
                webServiceName,
                modelVersion,
                featureTypes
            )
        );

    public IModelDataCollector<T> Get<T>(
        string modelName,
        string identifier = ProducerDefaults.Name,
        string? workspace = null,
        string? webServiceName = null,
        string? modelVersion = null
    )
        where T : IModelDataRow<T> =>
        new ModelDataCollector<T>(
            Get(CollectorDefinition.Of<T>(modelName, identifier, workspace, webServiceName, modelVersion))
        );

    private ModelDataCollector Get(CollectorDefinition definition)
    {
        CollectionAddress address = definition.Address(Options().Current.Copy());
        lock (_gate)
        {
            if (_collectors.TryGetValue(address, out (ModelDataCollector Collector, FeatureNames Features) known))
            {
                return known.Features.Match(definition)
                    ? known.Collector
                    : throw Differs(address, known.Features, FeatureNames.Of(definition));
            }
            ModelDataCollector collector = new(definition, Options(), _environment, isShared: true);
            _collectors.Add(address, (collector, FeatureNames.Of(definition)));
            _all = [.. _all, collector];
            // The collector has the connection now, or wants another one.
            _ = _standby?.LeaveAsync(Options().Current.CloseTimeout);
            if (_closing is not null)
            {
                // Nobody would close it any more: it refuses rows from the start.
                _ = collector.EndAsync(TimeSpan.Zero);
            }
            return collector;
        }
    }

    /// <summary>
    /// Says what is wrong with the settings, before the first collector is asked for, and connects in the background; from here on the host closes them.
    /// </summary>
    public void StartInHost()
    {
        _environment.Pipelines.IsHosted = true;
        SettingReport.Say(Options().Current, _environment, GuardedLogger.Create(_environment.Loggers));
        lock (_gate)
        {
            _isStarted = true;
            FollowByStandby();
        }
    }

    private StandbyConnection StandBy()
    {
        lock (_gate)
        {
            if (_standby is null)
            {
                FollowByStandby();
            }
            return _standby!;
        }
    }

    /// <summary>Has the standby follow the options. The gate is held.</summary>
    private void FollowByStandby()
    {
        StandbyConnection standby = _standby ?? new StandbyConnection(_environment);
        try
        {
            if (_all.Length == 0 && _closing is null)
            {
                standby.Follow(Options().Current, _isStarted, GuardedLogger.Create(_environment.Loggers));
            }
        }
        catch (OptionsValidationException exception)
        {
            standby.BeBroken(exception.Failures);
        }
        _standby = standby;
    }

    public Task<FlushResult> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        TogetherAsync(collector => collector.FlushAsync(timeout, cancellationToken));

    /// <summary>Closes all collectors within <see cref="ModelDataCollectorOptions.CloseTimeout"/>. A second call joins the first.</summary>
    public Task<FlushResult> CloseAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Without a collector the options may never have been read, and be broken: then there is nothing to close.
            TimeSpan budget = _collectors.Count == 0 ? TimeSpan.Zero : Options().Current.CloseTimeout;
            _listening?.Dispose();
            if (_closing is null)
            {
                Task standby = _standby?.CloseAsync(StandbyBudget()) ?? Task.CompletedTask;
                // The last one to give its share back closes the pipeline; the others only wait for their rows.
                _closing = EndAsync(standby, TogetherAsync(collector => collector.EndAsync(budget, cancellationToken)));
            }
            return _closing;
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync(CancellationToken.None).ConfigureAwait(false);

    public void Dispose() => Blocking.Run(() => CloseAsync(CancellationToken.None), Timeout.InfiniteTimeSpan);

    /// <summary>Read once, and then followed: a scope may ask for a collector with every request.</summary>
    private LiveOptions Options()
    {
        lock (_gate)
        {
            if (_live is null)
            {
                _live = new LiveOptions(Complete(options.CurrentValue));
                _listening = options.OnChange(Follow);
            }
            return _live;
        }
    }

    private ModelDataCollectorOptions Complete(ModelDataCollectorOptions given) =>
        EnvironmentSettings.Complete(given, _environment.ReadVariables());

    /// <summary>Goes on with changed options; with the former ones where the new ones are broken.</summary>
    private void Follow(ModelDataCollectorOptions changed)
    {
        ILogger logger = GuardedLogger.Create(_environment.Loggers);
        lock (_gate)
        {
            ModelDataCollectorOptions complete = Complete(changed);
            SettingReport.SayIgnored(complete, _environment, logger);
            ProblemCallback? callback = ProblemCallback.Of(changed.OnProblem);
            // Where collection is off for what is broken, there are no former settings to go on with: what is broken now is the reason.
            bool isOffForThat = _live!.Current.Problems.Broken.Count > 0;
            foreach (string problem in complete.Problems.Broken.Except(_brokenBefore))
            {
                if (isOffForThat)
                {
                    logger.SettingBroken(problem);
                }
                else
                {
                    logger.SettingsKept(problem);
                }
                callback?.ReportSetting(problem, null, logger);
            }
            foreach (string problem in _brokenBefore.Except(complete.Problems.Broken))
            {
                callback?.Mended(problem);
            }
            _brokenBefore = [.. complete.Problems.Broken];
            if ((_brokenBefore.Count > 0 && !isOffForThat) || _closing is not null)
            {
                return;
            }
            // All of them see the new options before the first one acts on them: see CollectionSwitch.CatchUp.
            _live.Current = complete;
            if (_standby is not null)
            {
                FollowByStandby();
            }
            foreach ((ModelDataCollector collector, _) in _collectors.Values)
            {
                collector.Apply();
            }
        }
    }

    // Values would be filed under the names of others.
    private static ArgumentException Differs(CollectionAddress address, FeatureNames first, FeatureNames now) =>
        new(
            $"The features of {address} were {first} in the first call, and are {now} in this one. Give all calls the same list in the same order, "
                + "or another identifier."
        );

    private TimeSpan StandbyBudget() => _live?.Current.CloseTimeout ?? TimeSpan.Zero;

    private static async Task<FlushResult> EndAsync(Task standby, Task<FlushResult> collectors)
    {
        await standby.ConfigureAwait(false);
        return await collectors.ConfigureAwait(false);
    }

    private async Task<FlushResult> TogetherAsync(Func<ModelDataCollector, Task<FlushResult>> act)
    {
        List<Task<FlushResult>> acts = [];
        lock (_gate)
        {
            acts.AddRange(_collectors.Values.Select(each => act(each.Collector)));
        }
        FlushResult[] results = await Task.WhenAll(acts).ConfigureAwait(false);
        return results.Length == 0 ? default : results.Aggregate(static (one, other) => one.And(other));
    }
}
