using Microsoft.Extensions.Logging;

namespace ModelData.Producer;

/// <inheritdoc cref="IModelDataCollector{T}"/>
public sealed class ModelDataCollector<T> : IModelDataCollector<T>, IAsyncDisposable, IDisposable
    where T : IModelDataRow<T>
{
    private readonly ModelDataCollector _collector;

    /// <summary>Makes a collector of rows of a type; see <see cref="ModelDataCollector"/>.</summary>
    /// <param name="modelName">The model's name.</param>
    /// <param name="identifier">What is collected, for example <c>inputs</c> or <c>predictions</c>.</param>
    /// <param name="workspace"><c>&lt;subscription&gt;/&lt;resource group&gt;/&lt;workspace&gt;</c>. Default: that of the options.</param>
    /// <param name="webServiceName">The deployed web service. Default: that of the options.</param>
    /// <param name="modelVersion">The model's version. Default: that of the options.</param>
    /// <param name="options">How rows are collected and sent. What they leave open comes from environment variables. Default: all of it.</param>
    /// <param name="loggerFactory">The log. Default: warnings and errors go to standard error, each once.</param>
    /// <param name="timeProvider">The clock. Default: the system's.</param>
    /// <exception cref="ArgumentException">A name or an option in code is not legal.</exception>
    public ModelDataCollector(
        string modelName,
        string identifier = ProducerDefaults.Name,
        string? workspace = null,
        string? webServiceName = null,
        string? modelVersion = null,
        ModelDataCollectorOptions? options = null,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null
    )
        : this(
            new ModelDataCollector(
                CollectorDefinition.Of<T>(modelName, identifier, workspace, webServiceName, modelVersion),
                options ?? new ModelDataCollectorOptions(),
                CollectorEnvironment.ForProcess(loggerFactory, timeProvider)
            )
        ) { }

    /// <param name="collector">One whose features are those of the type.</param>
    internal ModelDataCollector(ModelDataCollector collector) => _collector = collector;

    /// <inheritdoc/>
    public IModelDataCollector Untyped => _collector;

    /// <inheritdoc/>
    public CollectionContext Collect(in T row, string? correlationId = null) => _collector.TakeRow(row, correlationId);

    /// <inheritdoc/>
    public CollectionContext Collect(in T row, CollectionContext context) => _collector.TakeRow(row, context);

    /// <inheritdoc/>
    public CollectionContext Collect(ReadOnlySpan<T> rows, string? correlationId = null) =>
        _collector.TakeRows(rows, correlationId);

    /// <inheritdoc/>
    public CollectionContext Collect(ReadOnlySpan<T> rows, CollectionContext context) =>
        _collector.TakeRows(rows, context);

    /// <inheritdoc/>
    public CollectionContext Collect(IEnumerable<T> rows, string? correlationId = null) =>
        _collector.TakeRows(rows, correlationId);

    /// <inheritdoc/>
    public CollectionContext Collect(IEnumerable<T> rows, CollectionContext context) =>
        _collector.TakeRows(rows, context);

    /// <inheritdoc cref="ModelDataCollector.DisposeAsync"/>
    public ValueTask DisposeAsync() => _collector.DisposeAsync();

    /// <inheritdoc cref="ModelDataCollector.Dispose"/>
    public void Dispose() => _collector.Dispose();
}
