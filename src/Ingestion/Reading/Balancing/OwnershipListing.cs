namespace ModelData.Ingestion.Reading.Balancing;

/// <summary>What is written down of a hub's partitions.</summary>
/// <param name="Now">
/// When it was read, by the same clock as <see cref="PartitionOwnership.LastModified"/>: an age needs no clock of the reader.
/// </param>
/// <param name="Ownerships">One record per partition that ever had an owner, in any order.</param>
internal sealed record OwnershipListing(DateTimeOffset Now, IReadOnlyList<PartitionOwnership> Ownerships);
