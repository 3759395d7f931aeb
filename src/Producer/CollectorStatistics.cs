namespace ModelData.Producer;

/// <summary>
/// What became of the rows of a collector since it was made, in rows: a copy, which does not change any more. <see cref="Enqueued"/> is always the sum of
/// <see cref="Sent"/>, <see cref="Failed"/>, <see cref="Dropped"/> and <see cref="Pending"/>.
/// </summary>
/// <param name="Enqueued">Rows that <c>Collect</c> found good.</param>
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
);
