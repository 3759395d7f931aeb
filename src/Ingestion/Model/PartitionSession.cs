using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Model;

/// <summary>
/// One session of this worker on one partition, in one incarnation of the hub, and what of it is proven: the last sequence number that had
/// been received when a look began that found this session as the owner and this hub in its place. Only what is proven is committed: rows,
/// letters, gaps, dropped duplicates, positions, watermarks. Whoever takes the partition over reads its end after its claim, so that whatever
/// is proven lies below that end. What was proven stays proven; the session itself may end. Thread-safe.
/// </summary>
internal sealed class PartitionSession
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ended = new();

    private readonly TimeProvider _time;
    private readonly TimeSpan _lookLimit;
    private readonly long _startedAt;
    private long _received;
    private long _proven;
    private long _endsRead;
    private long _endsProven;
    private long _ownedAt;
    private SessionEnd _end;
    private string? _problem;

    /// <summary>Starts a session.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="incarnation">The hub that it reads.</param>
    /// <param name="position">What was done before it: proven by whoever did it.</param>
    /// <param name="claimedAt">When the look began that found it as the owner.</param>
    /// <param name="lookLimit">How long after the beginning of a look a commit may be sent because of it.</param>
    /// <param name="files">The files that it has left for good.</param>
    /// <param name="time">The clock.</param>
    public PartitionSession(
        string partitionId,
        HubIncarnation incarnation,
        long position,
        long claimedAt,
        TimeSpan lookLimit,
        IFilesLeft files,
        TimeProvider time
    )
    {
        (PartitionId, Incarnation, Files) = (partitionId, incarnation, files);
        (_lookLimit, _time) = (lookLimit, time);
        (_received, _proven, _startedAt, _ownedAt) = (position, position, claimedAt, claimedAt);
    }

    /// <summary>Raised, outside the lock, when more is proven, or the session has ended.</summary>
    public event Action? Changed;

    public string PartitionId { get; }

    public HubIncarnation Incarnation { get; }

    /// <summary>The files that this partition has left for good.</summary>
    public IFilesLeft Files { get; }

    /// <summary>Cancelled when the session is over.</summary>
    public CancellationToken Ended => _ended.Token;

    public SessionEnd End
    {
        get
        {
            lock (_lock)
            {
                return _end;
            }
        }
    }

    /// <summary>Why nothing more is committed, where that is a mistake of the worker: without the full stop.</summary>
    public string? Problem
    {
        get
        {
            lock (_lock)
            {
                return _problem;
            }
        }
    }

    /// <summary>Everything up to here may be committed, as far as the look is young enough.</summary>
    public long Proven
    {
        get
        {
            lock (_lock)
            {
                return _proven;
            }
        }
    }

    /// <summary>How long it has owned the partition.</summary>
    public TimeSpan OwnedFor => _time.GetElapsedTime(_startedAt);

    /// <summary>Notes what was received last.</summary>
    public void Receive(long sequenceNumber)
    {
        lock (_lock)
        {
            _received = sequenceNumber;
        }
    }

    /// <summary>Notes that the end of the partition was read.</summary>
    /// <returns>The number of that reading, for <see cref="IsEndProven"/>.</returns>
    public long ReadEnd()
    {
        lock (_lock)
        {
            return ++_endsRead;
        }
    }

    /// <summary>Whether a reading of the end is proven: it was of the hub that this session reads.</summary>
    public bool IsEndProven(long reading)
    {
        lock (_lock)
        {
            return reading <= _endsProven;
        }
    }

    /// <summary>Whether a commit of an event may be sent now.</summary>
    public bool MayCommit(long sequenceNumber)
    {
        lock (_lock)
        {
            return _end != SessionEnd.Failed && sequenceNumber <= _proven && !IsLookOld();
        }
    }

    /// <summary>Whether an event will never be committed by this session: it is read again by whoever has the partition now.</summary>
    public bool IsDropped(long sequenceNumber)
    {
        lock (_lock)
        {
            return _end switch
            {
                SessionEnd.None => false,
                SessionEnd.HubRecreated => sequenceNumber > _proven,
                SessionEnd.Lost => sequenceNumber > _proven || IsLookOld(),
                _ => true,
            };
        }
    }

    /// <summary>What a look that begins now could prove.</summary>
    public Claim Begin()
    {
        lock (_lock)
        {
            return new Claim(_received, _endsRead);
        }
    }

    /// <summary>Takes the answer of a look.</summary>
    /// <param name="claim">What had been received when it began.</param>
    /// <param name="beganAt">When it began.</param>
    /// <param name="isOwner">Whether it found this session as the owner.</param>
    /// <param name="incarnation">The hub that it found.</param>
    public void Take(Claim claim, long beganAt, bool isOwner, HubIncarnation incarnation)
    {
        lock (_lock)
        {
            if (!isOwner)
            {
                EndLocked(SessionEnd.Lost);
            }
            else if (_end is SessionEnd.None or SessionEnd.HubRecreated)
            {
                _ownedAt = Math.Max(_ownedAt, beganAt);
                if (incarnation != Incarnation)
                {
                    EndLocked(SessionEnd.HubRecreated);
                }
                else if (_end == SessionEnd.None)
                {
                    _proven = Math.Max(_proven, claim.Received);
                    _endsProven = Math.Max(_endsProven, claim.EndsRead);
                }
            }
        }

        Notify();
    }

    /// <summary>Ends the session. A worse end replaces a better one.</summary>
    /// <param name="end">Why.</param>
    /// <param name="problem">The cause, where that is a mistake of the worker: without the full stop.</param>
    public void EndAs(SessionEnd end, string? problem = null)
    {
        lock (_lock)
        {
            EndLocked(end);
            _problem ??= problem;
        }

        Notify();
    }

    private bool IsLookOld() => _time.GetElapsedTime(_ownedAt) >= _lookLimit;

    private void EndLocked(SessionEnd end) => _end = end > _end ? end : _end;

    private void Notify()
    {
        if (End != SessionEnd.None)
        {
            _ended.Cancel();
        }

        Changed?.Invoke();
    }

    /// <summary>What had been received when a look began.</summary>
    /// <param name="Received">The last sequence number.</param>
    /// <param name="EndsRead">How often the end of the partition had been read.</param>
    internal readonly record struct Claim(long Received, long EndsRead);
}
