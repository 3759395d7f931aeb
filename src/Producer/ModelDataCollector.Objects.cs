using System.Diagnostics.CodeAnalysis;
using ModelData.Producer.Buffering;

namespace ModelData.Producer;

public sealed partial class ModelDataCollector
{
    /// <summary>Takes objects as rows of their properties.</summary>
    [RequiresUnreferencedCode(ModelDataObjectExtensions.Reflects)]
    internal CollectionContext TakeObjects(IEnumerable<object?> rows, string? correlationId) =>
        Serves(out RowIntake intake)
            ? ObjectRows.Take(intake, rows, Stamp(intake, correlationId))
            : intake.Decide(correlationId);

    /// <summary>Takes objects as rows of their properties.</summary>
    [RequiresUnreferencedCode(ModelDataObjectExtensions.Reflects)]
    internal CollectionContext TakeObjects(IEnumerable<object?> rows, CollectionContext context) =>
        Serves(context, out RowIntake intake)
            ? ObjectRows.Take(intake, rows, Stamp(intake, context))
            : intake.Decide(context);
}
