namespace ModelData.LocalEventHubs.Broker;

/// <summary>What a partition may take and give, as its share of the hub's throughput units.</summary>
/// <param name="In">Above it sends are refused.</param>
/// <param name="Out">To it receivers are slowed.</param>
internal sealed record Throughput(RateLimit In, RateLimit Out)
{
    private const double InBytes = 1024 * 1024;
    private const double InEvents = 1000;
    private const double OutBytes = 2 * InBytes;
    private const double OutEvents = 4096;

    /// <summary>The share of one partition.</summary>
    /// <param name="units">The hub's units; 0 for no limit.</param>
    /// <param name="partitionCount">Among how many they are divided.</param>
    /// <param name="timeProvider">The clock.</param>
    public static Throughput? Create(int units, int partitionCount, TimeProvider timeProvider)
    {
        double share = (double)units / partitionCount;
        return units == 0
            ? null
            : new Throughput(
                new RateLimit(share * InBytes, share * InEvents, timeProvider),
                new RateLimit(share * OutBytes, share * OutEvents, timeProvider)
            );
    }
}
