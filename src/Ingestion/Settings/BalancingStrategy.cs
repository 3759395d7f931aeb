namespace ModelData.Ingestion.Settings;

/// <summary>How fast a worker takes the partitions that are due to it.</summary>
public enum BalancingStrategy
{
    /// <summary>All at once: a fleet settles soon.</summary>
    Greedy,

    /// <summary>One per look: a fleet that grows moves its partitions one after the other.</summary>
    Balanced,
}
