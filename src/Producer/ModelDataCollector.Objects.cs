using System.Diagnostics.CodeAnalysis;
using ModelData.Producer.Buffering;

namespace ModelData.Producer;

public sealed partial class ModelDataCollector
{
    /// <summary>Takes objects as rows of their properties.</summary>
    [RequiresUnreferencedCode(ModelDataObjectExtensions.Reflects)]
    internal CollectionContext TakeObjects(IEnumerable<object?> rows, string? correlationId) =>
        Begins(correlationId, out RowIntake intake, out RowStamp stamp)
            ? ObjectRows.Take(intake, rows, stamp)
            : Decline(intake, correlationId);

    /// <summary>Takes objects as rows of their properties.</summary>
    [RequiresUnreferencedCode(ModelDataObjectExtensions.Reflects)]
    internal CollectionContext TakeObjects(IEnumerable<object?> rows, CollectionContext context) =>
        Begins(context, out RowIntake intake, out RowStamp stamp)
            ? ObjectRows.Take(intake, rows, stamp)
            : Decline(intake, context);
}
