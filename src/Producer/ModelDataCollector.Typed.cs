using ModelData.Producer.Buffering;

namespace ModelData.Producer;

public sealed partial class ModelDataCollector
{
    /// <summary>Takes a row of a type.</summary>
    internal CollectionContext TakeRow<T>(in T row, string? correlationId)
        where T : IModelDataRow<T> =>
        Serves(out RowIntake intake)
            ? TypedRow.Take(intake, row, Stamp(intake, correlationId))
            : intake.Decide(correlationId);

    /// <summary>Takes a row of a type.</summary>
    internal CollectionContext TakeRow<T>(in T row, CollectionContext context)
        where T : IModelDataRow<T> =>
        Serves(context, out RowIntake intake)
            ? TypedRow.Take(intake, row, Stamp(intake, context))
            : intake.Decide(context);

    /// <summary>Takes rows of a type.</summary>
    internal CollectionContext TakeRows<T>(ReadOnlySpan<T> rows, string? correlationId)
        where T : IModelDataRow<T> =>
        Serves(out RowIntake intake)
            ? TypedRow.TakeAll(intake, rows, Stamp(intake, correlationId))
            : intake.Decide(correlationId);

    /// <summary>Takes rows of a type.</summary>
    internal CollectionContext TakeRows<T>(ReadOnlySpan<T> rows, CollectionContext context)
        where T : IModelDataRow<T> =>
        Serves(context, out RowIntake intake)
            ? TypedRow.TakeAll(intake, rows, Stamp(intake, context))
            : intake.Decide(context);

    /// <summary>Takes rows of a type.</summary>
    internal CollectionContext TakeRows<T>(IEnumerable<T> rows, string? correlationId)
        where T : IModelDataRow<T> =>
        Serves(out RowIntake intake)
            ? TypedRow.TakeAll(intake, rows, Stamp(intake, correlationId))
            : intake.Decide(correlationId);

    /// <summary>Takes rows of a type.</summary>
    internal CollectionContext TakeRows<T>(IEnumerable<T> rows, CollectionContext context)
        where T : IModelDataRow<T> =>
        Serves(context, out RowIntake intake)
            ? TypedRow.TakeAll(intake, rows, Stamp(intake, context))
            : intake.Decide(context);
}
