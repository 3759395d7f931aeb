using System.Diagnostics.CodeAnalysis;

namespace ModelData.Producer;

/// <summary>
/// Collecting plain and anonymous objects, whose properties are the features: public ones that can be read, those of base types first, in the
/// order of declaration,
/// named as by <see cref="FeatureAttribute"/>. Objects within are spread: <c>Address.City</c>. Reads them by reflection, looked up once per type, and boxes
/// the values: in a hot path, and in native programs, use types with <see cref="ModelDataRowAttribute"/>.
/// </summary>
public static class ModelDataObjectExtensions
{
    internal const string Reflects =
        "Reads the public properties of objects, which trimming may remove: use types with [ModelDataRow] in trimmed and native programs.";

    /// <summary>
    /// Collects an object as a row. Each value goes under the feature of its name; where the collector was given no names, the properties of the first row
    /// name the features.
    /// </summary>
    /// <param name="collector">The collector.</param>
    /// <param name="row">The object. What is a row by itself, such as an array or a dictionary, is taken as that.</param>
    /// <param name="correlationId">An id of the application's own. Default: none.</param>
    /// <returns>The row's context.</returns>
    [RequiresUnreferencedCode(Reflects)]
    public static CollectionContext CollectObject(
        this IModelDataCollector collector,
        object? row,
        string? correlationId = null
    ) => collector.CollectObjects([row], correlationId);

    /// <summary>Collects an object as a row under the day and ids of an earlier one.</summary>
    /// <param name="collector">The collector.</param>
    /// <param name="row">The object.</param>
    /// <param name="context">The context of the inputs that the row belongs to.</param>
    /// <returns>That context; a new one if it was empty.</returns>
    [RequiresUnreferencedCode(Reflects)]
    public static CollectionContext CollectObject(
        this IModelDataCollector collector,
        object? row,
        CollectionContext context
    ) => collector.CollectObjects([row], context);

    /// <summary>Collects objects as rows, one by one: 1,048,576 at most of a sequence that cannot tell how many it has.</summary>
    /// <param name="collector">The collector.</param>
    /// <param name="rows">The objects.</param>
    /// <param name="correlationId">An id of the application's own. Default: none.</param>
    /// <returns>The context of all these rows.</returns>
    [RequiresUnreferencedCode(Reflects)]
    public static CollectionContext CollectObjects(
        this IModelDataCollector collector,
        IEnumerable<object?> rows,
        string? correlationId = null
    )
    {
        ArgumentNullException.ThrowIfNull(collector);
        return collector is ModelDataCollector known
            ? known.TakeObjects(rows ?? [], correlationId)
            : collector.Collect(rows, correlationId);
    }

    /// <summary>Collects objects as rows, one by one, under the day and ids of earlier rows.</summary>
    /// <param name="collector">The collector.</param>
    /// <param name="rows">The objects.</param>
    /// <param name="context">The context of the inputs that the rows belong to.</param>
    /// <returns>That context; a new one if it was empty.</returns>
    [RequiresUnreferencedCode(Reflects)]
    public static CollectionContext CollectObjects(
        this IModelDataCollector collector,
        IEnumerable<object?> rows,
        CollectionContext context
    )
    {
        ArgumentNullException.ThrowIfNull(collector);
        return collector is ModelDataCollector known
            ? known.TakeObjects(rows ?? [], context)
            : collector.Collect(rows, context);
    }
}
