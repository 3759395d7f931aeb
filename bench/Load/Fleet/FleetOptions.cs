namespace ModelData.Bench.Load.Fleet;

/// <summary>What <c>fleet</c> measures.</summary>
/// <param name="Workers">Sizes of the fleet, one after the other.</param>
/// <param name="Partitions">Partitions of the hub.</param>
/// <param name="ThroughputUnits">What the hub may take and give, divided among its partitions.</param>
/// <param name="BacklogBytes">Bytes of events.</param>
/// <param name="Interval">The workers' balancing interval.</param>
/// <param name="Expiry">How long ownership lasts without a renewal.</param>
internal sealed record FleetOptions(
    IReadOnlyList<int> Workers,
    int Partitions,
    int ThroughputUnits,
    long BacklogBytes,
    TimeSpan Interval,
    TimeSpan Expiry
);
