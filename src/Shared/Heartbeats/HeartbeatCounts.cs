namespace ModelData;

/// <summary>Numbers of rows, each from 0. Immutable.</summary>
/// <param name="Received">Rows that were found good.</param>
/// <param name="Sent">Rows that the hub has acknowledged.</param>
/// <param name="Failed">Rows whose batch was given up.</param>
/// <param name="Dropped">Rows that were dropped: there was no room, a value did not fit, or the row was too large.</param>
/// <param name="SampledOut">Rows that are not in the sample.</param>
/// <param name="Refused">Rows that were not taken: they have a form that cannot be collected. Not among those received.</param>
/// <param name="Pending">Rows on their way.</param>
public readonly record struct HeartbeatCounts(
    long Received,
    long Sent,
    long Failed,
    long Dropped,
    long SampledOut,
    long Refused,
    long Pending
)
{
    /// <summary>Rows that somebody wanted and nobody gets: given up, dropped or refused.</summary>
    public long Lost => Sum(Sum(Failed, Dropped), Refused);

    /// <summary>Adds two, without running over: what strangers claim has no limit.</summary>
    /// <param name="one">One.</param>
    /// <param name="other">The other.</param>
    public static HeartbeatCounts operator +(in HeartbeatCounts one, in HeartbeatCounts other) => one.Add(other);

    /// <summary>Adds another, without running over.</summary>
    /// <param name="other">The other.</param>
    public HeartbeatCounts Add(in HeartbeatCounts other) =>
        new(
            Sum(Received, other.Received),
            Sum(Sent, other.Sent),
            Sum(Failed, other.Failed),
            Sum(Dropped, other.Dropped),
            Sum(SampledOut, other.SampledOut),
            Sum(Refused, other.Refused),
            Sum(Pending, other.Pending)
        );

    internal bool IsLegal => (Received | Sent | Failed | Dropped | SampledOut | Refused | Pending) >= 0;

    private static long Sum(long one, long other) => one > long.MaxValue - other ? long.MaxValue : one + other;
}
