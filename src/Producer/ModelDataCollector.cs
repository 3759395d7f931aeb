using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.Producer.Buffering;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;
using ModelData.Producer.Sending;

namespace ModelData.Producer;

/// <inheritdoc cref="IModelDataCollector"/>
public sealed partial class ModelDataCollector : IModelDataCollector
{
    private readonly RowIntake _intake;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _closeTimeout;
    private readonly PipelineLease? _lease;
    private readonly bool _isActive;

    /// <summary>Makes a collector. Collectors with equal options share one connection, one ring and one background loop.</summary>
    /// <param name="modelName">The model's name.</param>
    /// <param name="identifier">What is collected, for example <c>inputs</c> or <c>predictions</c>; later versions of the reference say "designation".</param>
    /// <param name="featureNames">
    /// The names of the features, in order. Default: <c>feature_0</c>, <c>feature_1</c> and so on, as many as the first row has values.
    /// </param>
    /// <param name="workspace"><c>&lt;subscription&gt;/&lt;resource group&gt;/&lt;workspace&gt;</c>. Default: that of the options.</param>
    /// <param name="webServiceName">The deployed web service. Default: that of the options.</param>
    /// <param name="modelVersion">The model's version. Default: that of the options.</param>
    /// <param name="featureTypes">The types of the features; declared types never widen. Default: those of the first values.</param>
    /// <param name="options">How rows are collected and sent. Default: from environment variables.</param>
    /// <param name="loggerFactory">Default: no log.</param>
    /// <param name="timeProvider">The clock. Default: the system's.</param>
    /// <exception cref="ArgumentException">A name or an option is not legal. An unusable connection string is not an error: it is logged, and
    /// collection is off.</exception>
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
            CollectorEnvironment.Process with
            {
                Loggers = loggerFactory ?? NullLoggerFactory.Instance,
                Clock = timeProvider ?? TimeProvider.System,
            }
        ) { }

    internal ModelDataCollector(
        CollectorDefinition definition,
        ModelDataCollectorOptions options,
        CollectorEnvironment environment
    )
    {
        OptionsRules.ThrowIfBroken(options);
        Address = definition.Address(options);
        FeatureNames features = new(definition.FeatureNames, definition.FeatureTypes);
        ILogger logger = environment.Loggers.CreateLogger<ModelDataCollector>();
        _clock = environment.Clock;
        _closeTimeout = options.CloseTimeout;
        _lease = CollectionSwitch.TryConnect(options, environment, Address, logger);
        CollectorState state =
            _lease?.Pipeline.Add(Address, features)
            ?? new CollectorState(0, Address, features, _clock, options.DropLogInterval, logger);
        DebugPrinter? printer = CollectionSwitch.IsDebugging(options, environment)
            ? new DebugPrinter(environment.DebugOutput ?? Console.Out, _clock)
            : null;
        _intake = new RowIntake(state, _lease?.Pipeline.Queue, printer);
        _isActive = _intake.IsActive;
    }

    /// <inheritdoc/>
    public CollectionAddress Address { get; }

    /// <inheritdoc/>
    public bool IsEnabled => _lease is not null;

    /// <inheritdoc/>
    public CollectorStatistics Statistics => _intake.State.Counters.Snapshot();

    internal RowCounters Counters => _intake.State.Counters;

    internal CollectionPipeline? Pipeline => _lease?.Pipeline;

    /// <inheritdoc/>
    public Task<FlushResult> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _lease is null
            ? Task.FromResult(default(FlushResult))
            : _lease.Pipeline.FlushAsync(_intake.State, timeout, cancellationToken);

    /// <inheritdoc/>
    public Task<FlushResult> CloseAsync(TimeSpan budget, CancellationToken cancellationToken = default)
    {
        _intake.Close();
        return _lease is null
            ? Task.FromResult(default(FlushResult))
            : _lease.CloseAsync(_intake.State, budget, cancellationToken);
    }

    /// <summary>Closes the collector within <see cref="ModelDataCollectorOptions.CloseTimeout"/>.</summary>
    public async ValueTask DisposeAsync() => await CloseAsync(_closeTimeout).ConfigureAwait(false);
}
