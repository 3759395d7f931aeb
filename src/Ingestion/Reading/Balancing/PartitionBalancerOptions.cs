using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Reading.Balancing;

/// <summary>How a worker shares partitions with the others of its fleet. All members should have the same times.</summary>
internal sealed record PartitionBalancerOptions
{
    /// <summary>
    /// The worker's name, in ASCII. A worker that starts again under the name that it had goes on with its partitions at once; two that run at
    /// the same time must not have the same. Default: a random one.
    /// </summary>
    public string Identifier { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>How fast partitions are taken. Default: <see cref="BalancingStrategy.Greedy"/>, as in the official .NET SDK.</summary>
    public BalancingStrategy Strategy { get; init; }

    /// <summary>
    /// How often a worker renews what it owns; it looks at what the others own twice as often. Default: 10 s, as in the official JavaScript SDK.
    /// </summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long without a renewal until a partition counts as left alone. At least twice the interval. Default: 30 s. Beside consumers on the official
    /// .NET SDK, which renew every 30 s, at least 60 s.
    /// </summary>
    public TimeSpan Expiry { get; init; } = TimeSpan.FromSeconds(30);
}
