using ModelData.Producer.Encoding;

namespace ModelData.Producer.Buffering;

/// <summary>
/// How rows of a collector go out, by the settings that held when they were collected. Rows of two plans never share an event. Immutable; equal when all
/// parts are.
/// </summary>
/// <param name="Features">The names and declared types of what the ring holds of a row.</param>
internal sealed record RowPlan(FeatureNames Features)
{
    /// <summary>The schema of rows whose features have these types; null where only nulls came so far.</summary>
    public FeatureSchema Schema(ReadOnlySpan<FeatureType?> types, ReadOnlySpan<ExactTypeKind?> exact = default) =>
        Features.Schema(types, exact);
}
