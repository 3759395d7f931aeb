namespace ModelData.EventHubs;

/// <summary>Where an event goes: the service's choice, the partition of a key, or a partition.</summary>
public readonly record struct SendTarget
{
    private SendTarget(string? partitionKey, string? partitionId)
    {
        PartitionKey = partitionKey;
        PartitionId = partitionId;
    }

    /// <summary>Any partition, at the service's choice.</summary>
    public static SendTarget Any { get; } = default;

    /// <summary>The key that the service hashes to a partition, if set.</summary>
    public string? PartitionKey { get; }

    /// <summary>The partition, if set.</summary>
    public string? PartitionId { get; }

    /// <summary>The partition that the service assigns to a key.</summary>
    /// <param name="partitionKey">1 to 128 characters.</param>
    public static SendTarget ToKey(string partitionKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(partitionKey);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitionKey.Length, 128, nameof(partitionKey));
        return new(partitionKey, null);
    }

    /// <summary>One partition.</summary>
    /// <param name="partitionId">A partition id of the hub.</param>
    public static SendTarget ToPartition(string partitionId)
    {
        ArgumentException.ThrowIfNullOrEmpty(partitionId);
        return new(null, partitionId);
    }
}
