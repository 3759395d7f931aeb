using ModelData.Producer.Buffering;

namespace ModelData.Producer.Encoding;

/// <summary>
/// Rows that go into one event. Not yet compressed, and without a number: a number belongs to a batch from its first send on, because the number of a batch
/// that was definitely refused is used again.
/// </summary>
/// <param name="Collector">Whose rows these are.</param>
/// <param name="Day">Their UTC day.</param>
/// <param name="Schema">Their columns.</param>
/// <param name="RowCount">Their number.</param>
/// <param name="Rows">The rows as CSV without a header; disposed by whoever settles the batch.</param>
internal sealed record ClosedBatch(
    CollectorState Collector,
    DateOnly Day,
    FeatureSchema Schema,
    int RowCount,
    PooledBuffer Rows
)
{
    /// <summary>The activities in which the rows were collected; null where none is known.</summary>
    public TraceLinks? Traces { get; init; }

    /// <summary>The share of rows that was taken.</summary>
    public decimal SampleRate { get; init; } = 1;

    /// <summary>All of its rows.</summary>
    public BatchPart Whole => new(0, Rows.Length, RowCount);
}
