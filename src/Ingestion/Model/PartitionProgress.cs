using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Model;

/// <summary>
/// How far a partition is done: the position is the last event before which every event is done. It trails every unflushed row. The
/// duplicate memory is folded as the position moves, never as events are read: a memory that ran ahead would, after a restart, take
/// the replayed originals for duplicates and lose them. The watermark says the same in time: every event that was stored before it is
/// done. It never goes back. Neither goes beyond what its session has proven. Thread-safe.
/// </summary>
internal sealed class PartitionProgress
{
    private readonly Lock _lock = new();
    private readonly DuplicateMemory _folded;
    private readonly DuplicateMemory _read;
    private Queue<PendingEvent> _pending = new();
    private PartitionPosition _position;
    private bool _isMistaken;
    private DateTimeOffset? _watermark;
    private DateTimeOffset _latest;
    private (long Reading, PartitionProperties End, DateTimeOffset AsOf)? _end;

    public PartitionProgress(
        int partitionNumber,
        PartitionSession session,
        PartitionPosition start,
        DuplicateMemory memory,
        DateTimeOffset? watermark = null
    )
    {
        (Session, _position, _folded, _read) = (session, start, memory, memory.Clone());
        (_watermark, _latest) = (watermark, watermark ?? DateTimeOffset.MinValue);
        Source = new SourcePartition(session.Incarnation.Id, partitionNumber);
        session.Changed += Settle;
    }

    /// <summary>What may be committed, and for how long.</summary>
    public PartitionSession Session { get; }

    public string PartitionId => Session.PartitionId;

    public HubIncarnation Incarnation => Session.Incarnation;

    public SourcePartition Source { get; }

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

    /// <summary>Whether the oldest event is done and only waits to be proven.</summary>
    public bool AwaitsProof
    {
        get
        {
            lock (_lock)
            {
                return _pending.TryPeek(out var oldest) && oldest.IsDone && oldest.SequenceNumber > Session.Proven;
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
            if (Session.IsDropped(pending.SequenceNumber))
            {
                return;
            }

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
            Advance();
        }

        EndOfMistake();
    }

    /// <summary>Takes note of what its session has proven, or that it has ended: what will never be committed is not waited for.</summary>
    public void Settle()
    {
        lock (_lock)
        {
            if (Session.End != SessionEnd.None)
            {
                _pending = new Queue<PendingEvent>(_pending.Where(it => !Session.IsDropped(it.SequenceNumber)));
            }

            Advance();
            BelieveEnd();
        }

        EndOfMistake();
    }

    /// <summary>Notes what the partition said of its end: when all of that is done, everything is, up to the time of the question.</summary>
    /// <param name="end">What the partition said.</param>
    /// <param name="asOf">A time of the service, not later than the question; no other clock says when an event would have been stored.</param>
    public void Saw(PartitionProperties end, DateTimeOffset asOf)
    {
        lock (_lock)
        {
            // Like an event, it is believed once a look that began after it is over. The first one is kept until then.
            if (_end is null)
            {
                _end = (Session.ReadEnd(), end, asOf);
            }

            BelieveEnd();
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

    private void Advance()
    {
        long proven = Session.Proven;
        while (_pending.TryPeek(out var oldest) && oldest.IsDone && oldest.SequenceNumber <= proven)
        {
            if (oldest.SequenceNumber <= _position.SequenceNumber)
            {
                _isMistaken = true;
                return;
            }

            _pending.Dequeue();
            _position = new PartitionPosition(oldest.SequenceNumber, oldest.Offset, oldest.EnqueuedTime);
            if (oldest.Batch is not null)
            {
                _folded.Fold(oldest.Batch, oldest.EnqueuedTime);
            }

            bool isNextProven = _pending.TryPeek(out var next) && next.SequenceNumber <= proven;
            RaiseWatermark(isNextProven ? next!.StreamTime : oldest.StreamTime);
        }
    }

    // Not an exception: whoever completes an event, or looks for all partitions, is not to blame. Nothing of the session is committed any more.
    private void EndOfMistake()
    {
        if (_isMistaken && Session.End != SessionEnd.Failed)
        {
            Session.EndAs(
                SessionEnd.Failed,
                $"The position of partition {PartitionId} would go back. Nothing is lost: what is not done is read again"
            );
        }
    }

    private void BelieveEnd()
    {
        if (_end is not { } end || !Session.IsEndProven(end.Reading))
        {
            return;
        }

        _end = null;
        bool isDone = end.End.IsEmpty || end.End.LastEnqueuedSequenceNumber <= _position.SequenceNumber;
        if (isDone && _pending.Count == 0)
        {
            RaiseWatermark(end.AsOf);
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
