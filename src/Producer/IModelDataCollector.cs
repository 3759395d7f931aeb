using System.Runtime.CompilerServices;

namespace ModelData.Producer;

/// <summary>
/// Collects the rows of one model's inputs, predictions or labels. <c>Collect</c> copies the values and returns, in less than a microsecond as a rule; it never
/// throws: what it cannot take is counted and logged once. Thread-safe.
/// </summary>
/// <remarks>
/// A value is a number (<c>double</c>, <c>float</c>, <c>int</c>, <c>long</c> and the other primitive ones, <c>decimal</c>), a <c>bool</c>, a text, a time, a
/// GUID, or null. Rows have as many values as there are feature names, or else as the first row had; the types of the columns are declared or are those of
/// the first values. Numbers widen (which starts a new schema, so a new file of the day); a row of other types is kept in a file of its own, and only
/// where types were declared it is dropped. A call for many rows
/// gives all of them the same timestamp and ids. Bytes and streams, more than two dimensions, and what is enumerable without being a row, such as a
/// dictionary, are refused.
/// </remarks>
public interface IModelDataCollector : IAsyncDisposable
{
    /// <summary>Where the rows are filed.</summary>
    CollectionAddress Address { get; }

    /// <summary>
    /// Whether rows are collected at present: settings may change. Off unless switched on; off as well when the connection string is unusable, and until the
    /// settings document is read.
    /// </summary>
    bool IsEnabled { get; }

    /// <summary>
    /// Whether collection works: its state, why, since when, and what to do. What is not known is not called well. Costs little, never waits, never throws.
    /// </summary>
    CollectionStatus Status { get; }

    /// <summary>What became of the rows so far. No count falls, however often settings change.</summary>
    CollectorStatistics Statistics { get; }

    /// <summary>
    /// Collects one row of values that each keep their own type, as in <c>Collect([34, "blue", 0.5f, null])</c>. The overload that a list of values in
    /// brackets takes; it allocates nothing.
    /// </summary>
    /// <param name="row">The values in the order of the features. Copied.</param>
    /// <param name="correlationId">An id of the application's own, for the column <c>$CorrelationId</c>. Default: none.</param>
    /// <returns>The context of the row: pass it on with what belongs to the same request. When collection is off it holds the correlation id alone, and what
    /// is collected with it goes too.</returns>
    [OverloadResolutionPriority(2)]
    CollectionContext Collect(ReadOnlySpan<FeatureValue?> row, string? correlationId = null);

    /// <summary>Collects one row of values that each keep their own type under the day and ids of an earlier one.</summary>
    /// <param name="row">The values in the order of the features. Copied.</param>
    /// <param name="context">The context of the inputs that the row belongs to.</param>
    /// <returns>That context, with the time and the request id added if it had no time.</returns>
    [OverloadResolutionPriority(2)]
    CollectionContext Collect(ReadOnlySpan<FeatureValue?> row, CollectionContext context);

    /// <summary>Collects rows of values that each keep their own type, as in <c>Collect([[34, 0.5f], [35, null]])</c>. A row of the wrong width is refused
    /// alone.</summary>
    /// <param name="rows">The rows. Copied.</param>
    /// <param name="correlationId">An id of the application's own. Default: none.</param>
    /// <returns>The context of all these rows.</returns>
    [OverloadResolutionPriority(1)]
    CollectionContext Collect(ReadOnlySpan<FeatureValue?[]> rows, string? correlationId = null);

    /// <summary>Collects rows of values that each keep their own type under the day and ids of earlier ones.</summary>
    /// <param name="rows">The rows. Copied.</param>
    /// <param name="context">The context of the inputs that the rows belong to.</param>
    /// <returns>That context, with the time and the request id added if it had no time.</returns>
    [OverloadResolutionPriority(1)]
    CollectionContext Collect(ReadOnlySpan<FeatureValue?[]> rows, CollectionContext context);

    /// <summary>Collects one row. Arrays convert by themselves.</summary>
    /// <typeparam name="T">The type of the values; <c>object</c> for values of several types.</typeparam>
    /// <param name="row">The values in the order of the features. Copied.</param>
    /// <param name="correlationId">An id of the application's own, for the column <c>$CorrelationId</c>. Default: none.</param>
    /// <returns>The context of the row: pass it on with what belongs to the same request. When collection is off it holds the correlation id alone, and what
    /// is collected with it goes too.</returns>
    CollectionContext Collect<T>(ReadOnlySpan<T> row, string? correlationId = null);

    /// <summary>Collects one row under the day and ids of an earlier one.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="row">The values in the order of the features. Copied.</param>
    /// <param name="context">The context of the inputs that the row belongs to.</param>
    /// <returns>That context, with the time and the request id added if it had no time.</returns>
    CollectionContext Collect<T>(ReadOnlySpan<T> row, CollectionContext context);

    /// <inheritdoc cref="Collect{T}(ReadOnlySpan{T}, string?)"/>
    CollectionContext Collect<T>(IReadOnlyList<T> row, string? correlationId = null);

    /// <inheritdoc cref="Collect{T}(ReadOnlySpan{T}, CollectionContext)"/>
    CollectionContext Collect<T>(IReadOnlyList<T> row, CollectionContext context);

    /// <summary>Collects many rows.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="rows">The rows: first dimension rows, second values. Copied.</param>
    /// <param name="correlationId">An id of the application's own. Default: none.</param>
    /// <returns>The context of all these rows.</returns>
    CollectionContext Collect<T>(T[,] rows, string? correlationId = null);

    /// <summary>Collects many rows under the day and ids of earlier ones.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="rows">The rows: first dimension rows, second values. Copied.</param>
    /// <param name="context">The context of the inputs that the rows belong to.</param>
    /// <returns>That context, with the time and the request id added if it had no time.</returns>
    CollectionContext Collect<T>(T[,] rows, CollectionContext context);

    /// <summary>Collects many rows. A row of the wrong width is refused alone.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="rows">The rows. Copied.</param>
    /// <param name="correlationId">An id of the application's own. Default: none.</param>
    /// <returns>The context of all these rows.</returns>
    CollectionContext Collect<T>(T[][] rows, string? correlationId = null);

    /// <summary>Collects many rows under the day and ids of earlier ones. A row of the wrong width is refused alone.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="rows">The rows. Copied.</param>
    /// <param name="context">The context of the inputs that the rows belong to.</param>
    /// <returns>That context, with the time and the request id added if it had no time.</returns>
    CollectionContext Collect<T>(T[][] rows, CollectionContext context);

    /// <summary>Collects many rows, one behind the other, of values that each keep their own type.</summary>
    /// <param name="values">The values, row by row; as many as a multiple of the width. Copied.</param>
    /// <param name="width">The values of a row.</param>
    /// <param name="context">The context of the inputs that the rows belong to. Default: a new one.</param>
    /// <returns>The context of all these rows.</returns>
    [OverloadResolutionPriority(1)]
    CollectionContext CollectRows(ReadOnlySpan<FeatureValue?> values, int width, CollectionContext context = default);

    /// <summary>Collects many rows that lie one behind the other, as in a tensor.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="values">The values, row by row; as many as a multiple of the width. Copied.</param>
    /// <param name="width">The values of a row.</param>
    /// <param name="context">The context of the inputs that the rows belong to. Default: a new one.</param>
    /// <returns>The context of all these rows.</returns>
    CollectionContext CollectRows<T>(ReadOnlySpan<T> values, int width, CollectionContext context = default);

    /// <summary>Starts a row of values of different types, without boxing them.</summary>
    /// <param name="correlationId">An id of the application's own. Default: none.</param>
    RowBuilder StartRow(string? correlationId = null);

    /// <summary>Starts a row of values of different types under the day and ids of an earlier one.</summary>
    /// <param name="context">The context of the inputs that the row belongs to.</param>
    RowBuilder StartRow(CollectionContext context);

    /// <summary>Sends at once what was collected so far and waits until Event Hubs has accepted it.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes, zero to only send.</param>
    /// <param name="cancellationToken">Ends the wait, not the sending. The result then is <see cref="FlushStatus.Interrupted"/>.</param>
    /// <returns>How it ended; <see cref="FlushStatus.Off"/> when nothing is collected.</returns>
    Task<FlushResult> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>
    /// Closes the collector: takes no more rows, and sends what is left within the budget. What is not sent by then is given up if this was the last
    /// collector of its connection, else it is sent with the others' rows. One from <see cref="IModelDataCollectors"/>, which others have as well, goes on: it
    /// is flushed.
    /// </summary>
    /// <param name="budget">The time for all of it; may be <see cref="Timeout.InfiniteTimeSpan"/> or zero.</param>
    /// <param name="cancellationToken">Ends the budget early.</param>
    /// <returns>How it ended; <see cref="FlushStatus.Off"/> when nothing was collected.</returns>
    Task<FlushResult> CloseAsync(TimeSpan budget, CancellationToken cancellationToken = default);
}
