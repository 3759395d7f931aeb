namespace ModelData.Ingestion.Model;

/// <summary>An event that was read and is not yet done: done means durable in the blob or dead letter that it feeds.</summary>
internal sealed class PendingEvent(PartitionProgress progress, ReceivedEvent received)
{
    private int _parts = 1;

    public SourcePartition Source => progress.Source;

    /// <summary>The session that received it: what may be committed of it, and whether it ever will.</summary>
    public PartitionSession Session => progress.Session;

    public HubIncarnation Incarnation => progress.Incarnation;

    public string PartitionId => progress.PartitionId;

    public long SequenceNumber { get; } = received.SequenceNumber;

    public string Offset { get; } = received.Offset;

    public DateTimeOffset EnqueuedTime { get; } = received.EnqueuedTime;

    /// <summary>Where its rows belong; unset for an event that has none.</summary>
    public CollectionAddress? Address { get; init; }

    /// <summary>The day of its rows.</summary>
    public DateOnly Day { get; init; }

    /// <summary>The columns of its rows as the event has them, whatever its files have of them; unset for an event that has none.</summary>
    public FeatureSchema? Schema { get; init; }

    /// <summary>The share of rows that its sender collected, see <see cref="CollectedBatch.SampleRate"/>.</summary>
    public decimal? SampleRate { get; init; } = 1;

    /// <summary>What the duplicate memory learns when the position passes the event; unset for foreign producers.</summary>
    public BatchIdentity? Batch { get; init; }

    /// <summary>The format whose files count its rows; in files of other formats the same rows are copies. Unset: every file counts them.</summary>
    public FileKind? CountedIn { get; init; }

    /// <summary>The number of blobs that its rows go to.</summary>
    public int Parts
    {
        get => _parts;
        init => _parts = value;
    }

    /// <summary>
    /// When it was stored, but never before an event that was read before it, nor before a watermark that its partition had given out:
    /// clocks of the service differ.
    /// Written by <see cref="PartitionProgress"/> only, when the event is begun.
    /// </summary>
    public DateTimeOffset StreamTime { get; set; }

    /// <summary>Read and written by <see cref="PartitionProgress"/> only, under its lock.</summary>
    public bool IsDone { get; set; }

    /// <summary>Notes that it was read; see <see cref="PartitionProgress.Begin"/>.</summary>
    public void Begin() => progress.Begin(this);

    /// <summary>Marks one part as durable; with the last one the event is done. Thread-safe.</summary>
    public void Complete()
    {
        if (Interlocked.Decrement(ref _parts) == 0)
        {
            progress.Complete(this);
        }
    }
}
