using Microsoft.Extensions.Logging;
using ModelData.Producer.Buffering;
using ModelData.Producer.Configuration;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;
using ModelData.Producer.Sending;

namespace ModelData.Producer;

/// <inheritdoc cref="IModelDataCollector"/>
public sealed partial class ModelDataCollector : IModelDataCollector, IDisposable
{
    private readonly CollectionSwitch _switch;
    private readonly TimeProvider _clock;
    private readonly LiveOptions _options;
    private readonly CollectorState _state;
    private readonly bool _isShared;

    /// <summary>
    /// Makes a collector. Collectors with equal options and the same log share one connection, one ring and one background loop. One that is never closed
    /// sends what it has when the process ends or the collector is no longer used.
    /// </summary>
    /// <param name="modelName">The model's name.</param>
    /// <param name="identifier">What is collected, for example <c>inputs</c> or <c>predictions</c>; later versions of the reference say
    /// "designation".</param>
    /// <param name="featureNames">
    /// The names of the features, in order. Default: <c>feature_0</c>, <c>feature_1</c> and so on, as many as the first row has values. Two collectors of one
    /// address may have different ones: each list is a schema, and a day has a file per schema.
    /// </param>
    /// <param name="workspace"><c>&lt;subscription&gt;/&lt;resource group&gt;/&lt;workspace&gt;</c>. Default: that of the options.</param>
    /// <param name="webServiceName">The deployed web service. Default: that of the options.</param>
    /// <param name="modelVersion">The model's version. Default: that of the options.</param>
    /// <param name="featureTypes">The types of the features; declared types never widen, and rows that do not fit them are dropped. Default:
    /// those of the values.</param>
    /// <param name="options">How rows are collected and sent. What they leave open comes from environment variables. Default: all of it.</param>
    /// <param name="loggerFactory">The log. Default: warnings and errors go to standard error, each once.</param>
    /// <param name="timeProvider">The clock. Default: the system's.</param>
    /// <exception cref="ArgumentException">A name or an option in code is not legal. An unusable connection string or environment variable is no
    /// error: it is logged, and collection is off.</exception>
    public ModelDataCollector(
        string modelName,
        string identifier = ProducerDefaults.Name,
        IReadOnlyList<string>? featureNames = null,
        string? workspace = null,
        string? webServiceName = null,
        string? modelVersion = null,
        IReadOnlyList<FeatureType>? featureTypes = null,
        ModelDataCollectorOptions? options = null,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null
    )
        : this(
            new CollectorDefinition(
                modelName,
                identifier,
                featureNames,
                workspace,
                webServiceName,
                modelVersion,
                featureTypes
            ),
            options ?? new ModelDataCollectorOptions(),
            CollectorEnvironment.ForProcess(loggerFactory, timeProvider)
        ) { }

    /// <param name="definition">What to collect.</param>
    /// <param name="options">How; copied.</param>
    /// <param name="environment">The process.</param>
    internal ModelDataCollector(
        CollectorDefinition definition,
        ModelDataCollectorOptions options,
        CollectorEnvironment environment
    )
        : this(definition, Complete(options, environment), environment, isShared: false) { }

    /// <param name="definition">What to collect.</param>
    /// <param name="options">How.</param>
    /// <param name="environment">The process.</param>
    /// <param name="isShared">Whether it belongs to a container, so that whoever got it from there cannot end it for the others by disposing it.</param>
    internal ModelDataCollector(
        CollectorDefinition definition,
        LiveOptions options,
        CollectorEnvironment environment,
        bool isShared
    )
    {
        ModelDataCollectorOptions named = options.Current.Copy();
        Address = definition.Address(named);
        // What its names make illegal does not concern other collectors, and stays so.
        _options =
            named.Problems.Broken.Count > options.Current.Problems.Broken.Count ? new LiveOptions(named) : options;
        _isShared = isShared;
        _clock = environment.Clock;
        ILogger logger = GuardedLogger.Create(environment.Loggers);
        _state = new CollectorState(
            Address,
            FeatureNames.Of(definition),
            _clock,
            named.DropLogInterval,
            logger,
            ProducerMeter.Process.Total(Address)
        );
        _switch = new CollectionSwitch(_state, _options, environment, logger);
        ProducerMeter.Process.Watch(_state);
    }

    /// <inheritdoc/>
    public CollectionAddress Address { get; }

    /// <inheritdoc/>
    public bool IsEnabled => _switch.IsOn;

    /// <inheritdoc/>
    public CollectorStatistics Statistics => _state.Counters.Snapshot();

    /// <inheritdoc/>
    public CollectionStatus Status => _state.Status.Current;

    /// <summary>The clock's timestamp of the last rows that were dropped or given up; null when there were none.</summary>
    internal long? LastLoss => _state.LastLoss;

    internal RowCounters Counters => _state.Counters;

    internal PipelineLease? Lease => _switch.Intake.Door.Lease;

    internal CollectionPipeline? Pipeline => Lease?.Pipeline;

    internal bool HasNames => _state.Features.Count > 0;

    internal SwitchPosition Switched => _switch.Intake.Position;

    /// <summary>Follows its options, which were replaced.</summary>
    internal void Apply() => _switch.Apply();

    /// <inheritdoc/>
    public Task<FlushResult> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _switch.FlushAsync(timeout, cancellationToken);

    /// <inheritdoc/>
    public Task<FlushResult> CloseAsync(TimeSpan budget, CancellationToken cancellationToken = default) =>
        _isShared ? FlushAsync(budget, cancellationToken) : EndAsync(budget, cancellationToken);

    /// <summary>Closes it, for everybody who has it.</summary>
    internal Task<FlushResult> EndAsync(TimeSpan budget, CancellationToken cancellationToken = default) =>
        _switch.CloseAsync(budget, cancellationToken);

    /// <summary>
    /// Closes the collector within <see cref="ModelDataCollectorOptions.CloseTimeout"/>. One from <see cref="IModelDataCollectors"/> goes on: it is closed
    /// with the others. May be called again; never throws.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isShared)
        {
            await CloseAsync(_options.Current.CloseTimeout).ConfigureAwait(false);
        }
    }

    /// <summary>The same as <see cref="DisposeAsync"/>, on the calling thread, which waits.</summary>
    public void Dispose()
    {
        if (!_isShared)
        {
            Blocking.Run(() => CloseAsync(_options.Current.CloseTimeout), Timeout.InfiniteTimeSpan);
        }
    }

    private static LiveOptions Complete(ModelDataCollectorOptions options, CollectorEnvironment environment)
    {
        OptionsRules.ThrowIfBroken(options);
        return new LiveOptions(EnvironmentSettings.Complete(options, environment.ReadVariables()))
        {
            IsOffByItself = options.Enabled == false,
        };
    }
}
