namespace ModelData.Ingestion.Reading.Balancing;

/// <summary>The last processed event of a partition. Reading resumes after it.</summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="SequenceNumber">The sequence number of the last processed event, if the blob has a valid one.</param>
/// <param name="Offset">The opaque offset of the last processed event, if the blob has one.</param>
/// <param name="Writer">What the writer called itself, if the blob says.</param>
internal sealed record Checkpoint(string PartitionId, long? SequenceNumber, string? Offset, string? Writer = null);
