namespace ModelData.Producer;

/// <summary>Collecting data of less usual shapes.</summary>
public static class ModelDataCollectorExtensions
{
    /// <summary>
    /// Collects one row of values of which some are not <see cref="FeatureValue"/>s, for example <c>Collect([34, DBNull.Value, form["city"]])</c>. Boxes
    /// them: in a hot path convert those and use <see cref="IModelDataCollector.Collect(ReadOnlySpan{FeatureValue?}, string?)"/>.
    /// </summary>
    /// <param name="collector">The collector.</param>
    /// <param name="row">The values in the order of the features.</param>
    /// <param name="correlationId">An id of the application's own. Default: none.</param>
    /// <returns>The row's context.</returns>
    public static CollectionContext Collect(
        this IModelDataCollector collector,
        ReadOnlySpan<object?> row,
        string? correlationId = null
    )
    {
        ArgumentNullException.ThrowIfNull(collector);
        return collector.Collect<object?>(row, correlationId);
    }

    /// <summary>Collects one row of values of several types under the day and ids of an earlier one.</summary>
    /// <param name="collector">The collector.</param>
    /// <param name="row">The values in the order of the features.</param>
    /// <param name="context">The context of the inputs that the row belongs to.</param>
    /// <returns>That context; a new one if it was empty.</returns>
    public static CollectionContext Collect(
        this IModelDataCollector collector,
        ReadOnlySpan<object?> row,
        CollectionContext context
    )
    {
        ArgumentNullException.ThrowIfNull(collector);
        return collector.Collect<object?>(row, context);
    }

    /// <summary>Collects one row that lies in memory.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="collector">The collector.</param>
    /// <param name="row">The values in the order of the features. Copied.</param>
    /// <param name="correlationId">An id of the application's own. Default: none.</param>
    /// <returns>The row's context.</returns>
    public static CollectionContext Collect<T>(
        this IModelDataCollector collector,
        ReadOnlyMemory<T> row,
        string? correlationId = null
    )
    {
        ArgumentNullException.ThrowIfNull(collector);
        return collector.Collect(row.Span, correlationId);
    }

    /// <summary>Collects one row that lies in memory under the day and ids of an earlier one.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="collector">The collector.</param>
    /// <param name="row">The values in the order of the features. Copied.</param>
    /// <param name="context">The context of the inputs that the row belongs to.</param>
    /// <returns>That context; a new one if it was empty.</returns>
    public static CollectionContext Collect<T>(
        this IModelDataCollector collector,
        ReadOnlyMemory<T> row,
        CollectionContext context
    )
    {
        ArgumentNullException.ThrowIfNull(collector);
        return collector.Collect(row.Span, context);
    }

    /// <inheritdoc cref="Collect{T}(IModelDataCollector, ReadOnlyMemory{T}, string?)"/>
    public static CollectionContext Collect<T>(
        this IModelDataCollector collector,
        Memory<T> row,
        string? correlationId = null
    ) => Collect(collector, (ReadOnlyMemory<T>)row, correlationId);

    /// <inheritdoc cref="Collect{T}(IModelDataCollector, ReadOnlyMemory{T}, CollectionContext)"/>
    public static CollectionContext Collect<T>(
        this IModelDataCollector collector,
        Memory<T> row,
        CollectionContext context
    ) => Collect(collector, (ReadOnlyMemory<T>)row, context);

    /// <summary>
    /// Collects data whose shape is only known at run time: a single value (one row of one), a list or sequence of values (one row), or one of lists (many
    /// rows, taken one by one; 1,048,576 at most of a sequence that cannot tell how many it has). A tensor is rows by its dimensions, a JSON array as a
    /// list. What has names is taken by them: a dictionary with texts as keys and a JSON object are a row, a <c>DataTable</c> and an
    /// <c>IDataReader</c> are rows;
    /// a feature that is not named is missing, and where the collector was given no names, the first row names the features. A tuple is a row where it was
    /// given names. Anything else is refused, counted, and logged once with the reason: bytes and streams, more than two dimensions, objects and what else is
    /// enumerable without being a row.
    /// </summary>
    /// <param name="collector">The collector.</param>
    /// <param name="data">The data.</param>
    /// <param name="correlationId">An id of the application's own. Default: none.</param>
    /// <returns>The context of the rows.</returns>
    public static CollectionContext Collect(
        this IModelDataCollector collector,
        object? data,
        string? correlationId = null
    )
    {
        ArgumentNullException.ThrowIfNull(collector);
        return collector is ModelDataCollector known
            ? known.TakeLoose(data, correlationId)
            : collector.Collect<object?>([data], correlationId);
    }

    /// <summary>Collects data whose shape is only known at run time under the day and ids of earlier rows.</summary>
    /// <param name="collector">The collector.</param>
    /// <param name="data">The data.</param>
    /// <param name="context">The context of the inputs that the rows belong to.</param>
    /// <returns>That context; a new one if it was empty.</returns>
    public static CollectionContext Collect(this IModelDataCollector collector, object? data, CollectionContext context)
    {
        ArgumentNullException.ThrowIfNull(collector);
        return collector is ModelDataCollector known
            ? known.TakeLoose(data, context)
            : collector.Collect<object?>([data], context);
    }

    /// <summary>Sends at once what was collected so far and waits, without a time limit, until Event Hubs has accepted it.</summary>
    /// <param name="collector">The collector.</param>
    /// <param name="cancellationToken">Ends the wait, not the sending. The result then is <see cref="FlushStatus.Interrupted"/>.</param>
    /// <returns>What became of the rows. Never throws.</returns>
    public static Task<FlushResult> FlushAsync(
        this IModelDataCollector collector,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(collector);
        return collector.FlushAsync(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
