namespace ModelData.Producer;

/// <summary>
/// The collectors of an application, from <c>AddModelDataCollection</c>. They share one connection and one ring; the host's stop closes them, or the service
/// provider when it is disposed, or the end of the process. Thread-safe.
/// </summary>
public interface IModelDataCollectors
{
    /// <summary>
    /// Whether collection works: the status of the collector that most asks for somebody. Off only where all are off: that some are is somebody's wish. Before
    /// there is a collector, what the options say and, once the host has started, the connection. Costs little, never waits, never throws.
    /// </summary>
    CollectionStatus Status { get; }

    /// <summary>
    /// A collector; the same one each time for the same names. To dispose it does nothing, to close it only sends: it is closed with the others.
    /// </summary>
    /// <param name="modelName">The model's name.</param>
    /// <param name="identifier">What is collected, for example <c>inputs</c> or <c>predictions</c>.</param>
    /// <param name="featureNames">The names of the features, in order. Default: <c>feature_0</c>, <c>feature_1</c> and so on. The same in all
    /// calls for a model and identifier.</param>
    /// <param name="workspace"><c>&lt;subscription&gt;/&lt;resource group&gt;/&lt;workspace&gt;</c>. Default: that of the options.</param>
    /// <param name="webServiceName">The deployed web service. Default: that of the options.</param>
    /// <param name="modelVersion">The model's version. Default: that of the options.</param>
    /// <param name="featureTypes">The types of the features; declared types never widen, and rows that do not fit them are dropped. Default:
    /// those of the values.</param>
    /// <exception cref="ArgumentException">A name is not legal; or there is a collector of that address whose features are others, in another order, or of
    /// other types.</exception>
    IModelDataCollector Get(
        string modelName,
        string identifier = "default",
        IReadOnlyList<string>? featureNames = null,
        string? workspace = null,
        string? webServiceName = null,
        string? modelVersion = null,
        IReadOnlyList<FeatureType>? featureTypes = null
    );

    /// <summary>
    /// A collector of rows of a type, whose properties are the features; for the same names it is the same one underneath. To dispose it does nothing.
    /// </summary>
    /// <typeparam name="T">The type of the rows; one with <see cref="ModelDataRowAttribute"/>.</typeparam>
    /// <param name="modelName">The model's name.</param>
    /// <param name="identifier">What is collected, for example <c>inputs</c> or <c>predictions</c>.</param>
    /// <param name="workspace"><c>&lt;subscription&gt;/&lt;resource group&gt;/&lt;workspace&gt;</c>. Default: that of the options.</param>
    /// <param name="webServiceName">The deployed web service. Default: that of the options.</param>
    /// <param name="modelVersion">The model's version. Default: that of the options.</param>
    /// <exception cref="ArgumentException">A name is not legal; or there is a collector of that address whose features are others, in another order, or of
    /// other types.</exception>
    IModelDataCollector<T> Get<T>(
        string modelName,
        string identifier = "default",
        string? workspace = null,
        string? webServiceName = null,
        string? modelVersion = null
    )
        where T : IModelDataRow<T>;

    /// <summary>Sends at once what all collectors collected so far and waits until Event Hubs has accepted it.</summary>
    /// <param name="timeout">How long to wait; may be <see cref="Timeout.InfiniteTimeSpan"/> or zero.</param>
    /// <param name="cancellationToken">Ends the wait, not the sending.</param>
    /// <returns>What became of the rows of all of them together; <see cref="FlushStatus.Accepted"/> where there is no collector. Never throws.</returns>
    Task<FlushResult> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default);
}
