using ModelData.EventHubs;
using ModelData.Ingestor.Committing;
using ModelData.Ingestor.Deduplication;

namespace ModelData.Ingestor.Partitions;

/// <summary>
/// How far a partition is done: the position is the last event before which every event is done. It trails every unflushed row. The
/// duplicate memory is folded as the position moves, never as events are read: a memory that ran ahead would, after a restart, take
/// the replayed originals for duplicates and lose them. The watermark says the same in time: every event that was stored before it is
/// done. It never goes back. Thread-safe.
/// </summary>
internal sealed class PartitionProgress(
    string partitionId,
    int partitionNumber,
    HubIncarnation incarnation,
    PartitionPosition start,
    DuplicateMemory memory,
    DateTimeOffset? watermark = null
)
{
    private readonly Lock _lock = new();
    private readonly Queue<PendingEvent> _pending = new();
    private readonly DuplicateMemory _folded = memory;
    private readonly DuplicateMemory _read = memory.Clone();
    private PartitionPosition _position = start;
    private DateTimeOffset? _watermark = watermark;
    private DateTimeOffset _latest = watermark ?? DateTimeOffset.MinValue;

    public string PartitionId => partitionId;

    public HubIncarnation Incarnation => incarnation;

    public SourcePartition Source { get; } = new(incarnation.Id, partitionNumber);

    public PartitionPosition Position
    {
        get
        {
            lock (_lock)
            {
                return _position;
            }
        }
    }

    /// <summary>The time before which every event is done; <see langword="null"/> while nothing is known.</summary>
    public DateTimeOffset? Watermark
    {
        get
        {
            lock (_lock)
            {
                return _watermark;
            }
        }
    }

    public int PendingCount
    {
        get
        {
            lock (_lock)
            {
                return _pending.Count;
            }
        }
    }

    /// <summary>When the oldest event that is not done was stored, if there is one.</summary>
    public DateTimeOffset? OldestPendingTime
    {
        get
        {
            lock (_lock)
            {
                return _pending.TryPeek(out var oldest) ? oldest.EnqueuedTime : null;
            }
        }
    }

    /// <summary>Whether a batch was read before, within the window. Asked in reading order, before <see cref="Begin"/>.</summary>
    public bool IsDuplicate(BatchIdentity batch, DateTimeOffset enqueuedTime)
    {
        lock (_lock)
        {
            return _read.IsDuplicate(batch, enqueuedTime);
        }
    }

    /// <summary>Notes an event that was read, in reading order.</summary>
    public void Begin(PendingEvent pending)
    {
        lock (_lock)
        {
            _pending.Enqueue(pending);
            // Times of the service may go back a little; these never do, so that the oldest event has the oldest time.
            pending.StreamTime = _latest = pending.EnqueuedTime > _latest ? pending.EnqueuedTime : _latest;
            if (pending.Batch is { } batch)
            {
                _read.Fold(batch, pending.EnqueuedTime);
            }
        }
    }

    public void Complete(PendingEvent pending)
    {
        lock (_lock)
        {
            pending.IsDone = true;
            while (_pending.TryPeek(out var oldest) && oldest.IsDone)
            {
                _pending.Dequeue();
                _position = new PartitionPosition(oldest.SequenceNumber, oldest.Offset, oldest.EnqueuedTime);
                if (oldest.Batch is not null)
                {
                    _folded.Fold(oldest.Batch, oldest.EnqueuedTime);
                }

                RaiseWatermark(_pending.TryPeek(out var next) ? next.StreamTime : oldest.StreamTime);
            }
        }
    }

    /// <summary>Notes what the partition said of its end: when all of that is done, everything is, up to the time of the question.</summary>
    /// <param name="end">What the partition said.</param>
    /// <param name="askedAt">When it was asked.</param>
    public void Saw(PartitionProperties end, DateTimeOffset askedAt)
    {
        lock (_lock)
        {
            bool isDone = end.IsEmpty || end.LastEnqueuedSequenceNumber <= _position.SequenceNumber;
            if (isDone && _pending.Count == 0)
            {
                RaiseWatermark(askedAt);
            }
        }
    }

    /// <summary>Position and memory as of the same event, for saving.</summary>
    public (PartitionPosition Position, DuplicateMemory Memory) Snapshot()
    {
        lock (_lock)
        {
            _folded.Expire(_position.EnqueuedTime);
            _read.Expire(_position.EnqueuedTime);
            return (_position, _folded.Clone());
        }
    }

    private void RaiseWatermark(DateTimeOffset time)
    {
        if (_watermark is not { } known || time > known)
        {
            _watermark = time;
            _latest = time > _latest ? time : _latest;
        }
    }
}
