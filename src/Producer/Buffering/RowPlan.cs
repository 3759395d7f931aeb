using ModelData.Producer.Encoding;

namespace ModelData.Producer.Buffering;

/// <summary>
/// How rows of a collector go out, by the settings that held when they were collected. Rows of two plans never share an event. Immutable; equal when all
/// parts are.
/// </summary>
/// <param name="Features">The names and declared types of what the ring holds of a row.</param>
internal sealed record RowPlan(FeatureNames Features)
{
    /// <summary>The share of rows that is taken, which their events tell.</summary>
    public decimal SampleRate { get; init; } = 1;

    /// <summary>The columns beside the features.</summary>
    public AddedColumns Added { get; init; } = AddedColumns.None;

    /// <summary>The most features of a row.</summary>
    public int MaxWidth => FeatureNames.MaxCount - Added.Count;

    /// <summary>The schema of rows whose features have these types; null where only nulls came so far.</summary>
    public FeatureSchema Schema(ReadOnlySpan<FeatureType?> types, ReadOnlySpan<ExactTypeKind?> exact = default) =>
        Features.Schema(types, exact, Added);

    /// <summary>Why the names cannot stand beside the added columns, with the mend; null when they can, or there are none.</summary>
    public string? Problem()
    {
        if (Features.Count == 0 || Added.Count == 0)
        {
            return null;
        }
        return Features.TrySchema(new FeatureType?[Features.Count], default, Added, out _, out string? problem)
            ? null
            : $"{problem} The options add the columns {Added} to the features: give features other names, or fewer, or leave the options out.";
    }
}
