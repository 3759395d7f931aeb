namespace ModelData.Ingestor.Balancing;

/// <summary>How fast a worker takes the partitions that are due to it.</summary>
internal enum BalancingStrategy
{
    /// <summary>All at once: a fleet settles soon.</summary>
    Greedy,

    /// <summary>One per look: a fleet that grows moves its partitions one after the other.</summary>
    Balanced,
}
