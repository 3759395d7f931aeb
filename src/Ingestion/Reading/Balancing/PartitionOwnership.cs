namespace ModelData.Ingestion.Reading.Balancing;

/// <summary>Who works on a partition, as it is written down.</summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="OwnerId">The owner; empty once the partition was given up.</param>
/// <param name="Version">The version of the record; a change is made under it.</param>
/// <param name="LastModified">When the owner claimed or renewed it, by the clock of the storage.</param>
internal sealed record PartitionOwnership(
    string PartitionId,
    string OwnerId,
    string Version,
    DateTimeOffset LastModified
);
