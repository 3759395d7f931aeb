using ModelData.EventHubs;
using ModelData.Ingestor.Committing;
using ModelData.Ingestor.Deduplication;

namespace ModelData.Ingestor.Partitions;

/// <summary>An event that was read and is not yet done: done means durable in the blob or dead letter that it feeds.</summary>
internal sealed class PendingEvent(PartitionProgress progress, ReceivedEvent received)
{
    public SourcePartition Source => progress.Source;

    public HubIncarnation Incarnation => progress.Incarnation;

    public string PartitionId => progress.PartitionId;

    public long SequenceNumber { get; } = received.SequenceNumber;

    public string Offset { get; } = received.Offset;

    public DateTimeOffset EnqueuedTime { get; } = received.EnqueuedTime;

    /// <summary>Where its rows belong; unset for an event that has none.</summary>
    public CollectionAddress? Address { get; init; }

    /// <summary>The day of its rows.</summary>
    public DateOnly Day { get; init; }

    /// <summary>What the duplicate memory learns when the position passes the event; unset for foreign producers.</summary>
    public BatchIdentity? Batch { get; init; }

    /// <summary>Read and written by <see cref="PartitionProgress"/> only, under its lock.</summary>
    public bool IsDone { get; set; }

    /// <summary>Marks the event as done. Thread-safe.</summary>
    public void Complete() => progress.Complete(this);
}
