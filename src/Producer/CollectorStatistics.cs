namespace ModelData.Producer;

/// <summary>
/// What became of the rows of a collector since it was made, in rows: a copy, which does not change any more. <see cref="Received"/> is always the sum of
/// <see cref="Sent"/>, <see cref="Failed"/>, <see cref="Dropped"/>, <see cref="SampledOut"/> and <see cref="Pending"/>; <see cref="Enqueued"/> is that without
/// <see cref="SampledOut"/>.
/// </summary>
/// <param name="Enqueued">Rows that <c>Collect</c> found good and took: those in the sample, which is all of them unless sampling is on.</param>
/// <param name="Sent">Rows that Event Hubs has acknowledged.</param>
/// <param name="Failed">Rows whose batch was given up. Some may be stored all the same: when the outcome of the last send is unknown.</param>
/// <param name="Dropped">Rows that were dropped: the ring was full, a value did not fit its column, or the row was larger than an event.</param>
/// <param name="Pending">Rows on their way.</param>
/// <param name="Refused">Rows that <c>Collect</c> did not take: wrong width, binary, more than two dimensions, an unknown type. Not part of the sum.</param>
public readonly record struct CollectorStatistics(
    long Enqueued,
    long Sent,
    long Failed,
    long Dropped,
    long Pending,
    long Refused
)
{
    /// <summary>Rows that <c>Collect</c> found good, and left because they are not in the sample.</summary>
    public long SampledOut { get; init; }

    /// <summary>Rows that <c>Collect</c> found good.</summary>
    public long Received => Enqueued + SampledOut;
}
