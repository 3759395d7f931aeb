namespace ModelData.Ingestion.Committing;

/// <summary>Rows of a buffer that cannot go into its file with the others.</summary>
/// <param name="Elsewhere">The columns of those that go to siblings, for good: what is committed of the file contradicts them.</param>
/// <param name="Undecided">
/// The columns of those that only contradict others of the buffer. Where they go is decided when those are committed, and no row of their partitions that
/// comes behind them may be committed before that.
/// </param>
internal sealed record OtherRows(IReadOnlyList<FeatureSchema> Elsewhere, IReadOnlyList<FeatureSchema> Undecided)
{
    public static readonly OtherRows None = new([], []);

    public bool Includes(FeatureSchema schema) => Elsewhere.Contains(schema) || Undecided.Contains(schema);

    public bool Any => Elsewhere.Count + Undecided.Count > 0;
}
