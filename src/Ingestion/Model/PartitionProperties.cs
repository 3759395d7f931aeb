namespace ModelData.Ingestion.Model;

/// <summary>What a partition says of itself.</summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="BeginningSequenceNumber">The sequence number of the first event that is still stored.</param>
/// <param name="LastEnqueuedSequenceNumber">The sequence number of the last event; -1 when nothing was ever stored.</param>
/// <param name="LastEnqueuedOffset">The offset of the last event.</param>
/// <param name="LastEnqueuedTime">When the last event was stored.</param>
/// <param name="IsEmpty">Whether no event is stored at present.</param>
internal sealed record PartitionProperties(
    string PartitionId,
    long BeginningSequenceNumber,
    long LastEnqueuedSequenceNumber,
    string LastEnqueuedOffset,
    DateTimeOffset LastEnqueuedTime,
    bool IsEmpty
);
