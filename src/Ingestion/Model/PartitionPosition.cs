namespace ModelData.Ingestion.Model;

/// <summary>The last event that is done.</summary>
/// <param name="SequenceNumber">Its sequence number; -1 when none is.</param>
/// <param name="Offset">Its opaque offset.</param>
/// <param name="EnqueuedTime">When it was stored.</param>
public readonly record struct PartitionPosition(long SequenceNumber, string? Offset, DateTimeOffset EnqueuedTime)
{
    public static PartitionPosition Start { get; } = new(-1, null, DateTimeOffset.UnixEpoch);
}
