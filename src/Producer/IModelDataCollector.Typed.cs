namespace ModelData.Producer;

/// <summary>
/// Collects rows of one type, as <see cref="IModelDataCollector"/> does those of values: copies them, returns, and never throws. Allocates nothing per row.
/// Thread-safe.
/// </summary>
/// <typeparam name="T">The type of the rows; one with <see cref="ModelDataRowAttribute"/>.</typeparam>
public interface IModelDataCollector<T>
    where T : IModelDataRow<T>
{
    /// <summary>The collector that the rows go to: its address, state and counts; flushes and closes.</summary>
    IModelDataCollector Untyped { get; }

    /// <summary>Collects a row.</summary>
    /// <param name="row">The row. Copied; null is refused.</param>
    /// <param name="correlationId">An id of the application's own, for the column <c>$CorrelationId</c>. Default: none.</param>
    /// <returns>The context of the row: pass it on with what belongs to the same request.</returns>
    CollectionContext Collect(in T row, string? correlationId = null);

    /// <summary>Collects a row under the day and ids of an earlier one.</summary>
    /// <param name="row">The row. Copied; null is refused.</param>
    /// <param name="context">The context of the inputs that the row belongs to.</param>
    /// <returns>That context, with the time and the request id added if it had no time.</returns>
    CollectionContext Collect(in T row, CollectionContext context);

    /// <summary>Collects many rows.</summary>
    /// <param name="rows">The rows. Copied; one that is null is refused alone.</param>
    /// <param name="correlationId">An id of the application's own. Default: none.</param>
    /// <returns>The context of all these rows.</returns>
    CollectionContext Collect(ReadOnlySpan<T> rows, string? correlationId = null);

    /// <summary>Collects many rows under the day and ids of earlier ones.</summary>
    /// <param name="rows">The rows. Copied; one that is null is refused alone.</param>
    /// <param name="context">The context of the inputs that the rows belong to.</param>
    /// <returns>That context, with the time and the request id added if it had no time.</returns>
    CollectionContext Collect(ReadOnlySpan<T> rows, CollectionContext context);

    /// <summary>Collects many rows, one by one: 1,048,576 at most of a sequence that cannot tell how many it has.</summary>
    /// <param name="rows">The rows. Copied; one that is null is refused alone.</param>
    /// <param name="correlationId">An id of the application's own. Default: none.</param>
    /// <returns>The context of all these rows.</returns>
    CollectionContext Collect(IEnumerable<T> rows, string? correlationId = null);

    /// <summary>Collects many rows, one by one, under the day and ids of earlier ones.</summary>
    /// <param name="rows">The rows. Copied; one that is null is refused alone.</param>
    /// <param name="context">The context of the inputs that the rows belong to.</param>
    /// <returns>That context, with the time and the request id added if it had no time.</returns>
    CollectionContext Collect(IEnumerable<T> rows, CollectionContext context);
}
