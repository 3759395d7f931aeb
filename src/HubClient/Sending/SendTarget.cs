namespace ModelData.HubClient;

/// <summary>Where an event goes: the partition of a key, or a partition.</summary>
internal readonly record struct SendTarget
{
    private SendTarget(string? partitionKey, string? partitionId) =>
        (PartitionKey, PartitionId) = (partitionKey, partitionId);

    /// <summary>The key that the service hashes to a partition, if set.</summary>
    public string? PartitionKey { get; }

    /// <summary>The partition, if set.</summary>
    public string? PartitionId { get; }

    /// <summary>The partition that the service assigns to a key.</summary>
    /// <param name="partitionKey">1 to 128 characters.</param>
    public static SendTarget ToKey(string partitionKey) => new(partitionKey, null);

    /// <summary>One partition.</summary>
    /// <param name="partitionId">A partition id of the hub.</param>
    public static SendTarget ToPartition(string partitionId) => new(null, partitionId);
}
