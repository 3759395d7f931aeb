using ModelData.Producer.Buffering;

namespace ModelData.Producer;

public sealed partial class ModelDataCollector
{
    /// <summary>Takes a row of a type.</summary>
    internal CollectionContext TakeRow<T>(in T row, string? correlationId)
        where T : IModelDataRow<T> =>
        Begins(correlationId, out RowIntake intake, out RowStamp stamp)
            ? TypedRow.Take(intake, row, stamp)
            : Decline(intake, correlationId);

    /// <summary>Takes a row of a type.</summary>
    internal CollectionContext TakeRow<T>(in T row, CollectionContext context)
        where T : IModelDataRow<T> =>
        Begins(context, out RowIntake intake, out RowStamp stamp)
            ? TypedRow.Take(intake, row, stamp)
            : Decline(intake, context);

    /// <summary>Takes rows of a type.</summary>
    internal CollectionContext TakeRows<T>(ReadOnlySpan<T> rows, string? correlationId)
        where T : IModelDataRow<T> =>
        Begins(correlationId, out RowIntake intake, out RowStamp stamp)
            ? TypedRow.TakeAll(intake, rows, stamp)
            : Decline(intake, correlationId);

    /// <summary>Takes rows of a type.</summary>
    internal CollectionContext TakeRows<T>(ReadOnlySpan<T> rows, CollectionContext context)
        where T : IModelDataRow<T> =>
        Begins(context, out RowIntake intake, out RowStamp stamp)
            ? TypedRow.TakeAll(intake, rows, stamp)
            : Decline(intake, context);

    /// <summary>Takes rows of a type.</summary>
    internal CollectionContext TakeRows<T>(IEnumerable<T> rows, string? correlationId)
        where T : IModelDataRow<T> =>
        Begins(correlationId, out RowIntake intake, out RowStamp stamp)
            ? TypedRow.TakeAll(intake, rows, stamp)
            : Decline(intake, correlationId);

    /// <summary>Takes rows of a type.</summary>
    internal CollectionContext TakeRows<T>(IEnumerable<T> rows, CollectionContext context)
        where T : IModelDataRow<T> =>
        Begins(context, out RowIntake intake, out RowStamp stamp)
            ? TypedRow.TakeAll(intake, rows, stamp)
            : Decline(intake, context);
}
