using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Observing;

/// <summary>
/// How late one partition is. Once its end cannot be looked up any more nothing says that there is nothing behind it: the lag is then unknown, and what was
/// known of it goes on growing. Thread-safe.
/// </summary>
/// <param name="lookHolds">How long an end that was looked up is taken for the present one.</param>
/// <param name="time">The clock.</param>
internal sealed class PartitionLag(TimeSpan lookHolds, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _beginning = time.GetTimestamp();
    private long? _lookedAt;
    private bool _hasFailed;
    private PartitionProperties? _seen;

    // The first end that was seen and not reached: the event there is not done until the position has passed it.
    private (long SequenceNumber, DateTimeOffset Time)? _waiting;

    /// <summary>How old the last answer is, or how long the partition has waited for the first.</summary>
    public TimeSpan LookAge
    {
        get
        {
            lock (_lock)
            {
                return time.GetElapsedTime(_lookedAt ?? _beginning);
            }
        }
    }

    /// <summary>Takes note of what the partition has just said of itself.</summary>
    public void Saw(PartitionProperties seen)
    {
        lock (_lock)
        {
            (_seen, _lookedAt, _hasFailed) = (seen, time.GetTimestamp(), false);
            // A hub that was made anew counts anew; what has expired is waited for no longer.
            if (_waiting is not { } waiting || seen.LastEnqueuedSequenceNumber < waiting.SequenceNumber || seen.IsEmpty)
            {
                _waiting = Waiting(seen);
            }
        }
    }

    /// <summary>Takes note of what the partition said to somebody else, unless that is known.</summary>
    public void Notice(PartitionProperties? seen)
    {
        lock (_lock)
        {
            if (seen is not null && !ReferenceEquals(seen, _seen))
            {
                Saw(seen);
            }
        }
    }

    /// <summary>It could not be asked.</summary>
    public void Failed()
    {
        lock (_lock)
        {
            _hasFailed = true;
        }
    }

    /// <summary>The least that the time of the hub can be, since that event was stored.</summary>
    public DateTimeOffset? HubTime
    {
        get
        {
            lock (_lock)
            {
                return _seen is { IsEmpty: false } && _lookedAt is { } at
                    ? _seen.LastEnqueuedTime + time.GetElapsedTime(at)
                    : null;
            }
        }
    }

    /// <summary>How long it has been unknown how late the partition is; zero while that is known.</summary>
    /// <param name="progress">How far it is done; <see langword="null"/> while that is not known.</param>
    public TimeSpan FindUnknown(PartitionProgress? progress)
    {
        lock (_lock)
        {
            return progress is null ? time.GetElapsedTime(_beginning)
                : _hasFailed || LookAge > lookHolds ? LookAge
                : TimeSpan.Zero;
        }
    }

    /// <summary>The age of the oldest event that is not in a blob, or may not be.</summary>
    /// <param name="progress">How far the partition is done; <see langword="null"/> while that is not known.</param>
    /// <param name="now">What time it is where events are stored, if that is known.</param>
    public TimeSpan Find(PartitionProgress? progress, DateTimeOffset? now)
    {
        lock (_lock)
        {
            var unknown = FindUnknown(progress);
            if (progress is null)
            {
                return unknown;
            }

            // An event that came behind the last answer is younger than that, and than the last one that is done.
            var position = progress.Position;
            var doubt = position.SequenceNumber < 0 ? unknown : Least(unknown, now - position.EnqueuedTime);
            var known =
                FindOldest(progress, position) is { } oldest && now is { } present ? present - oldest : TimeSpan.Zero;
            return known > doubt ? known : doubt;
        }
    }

    private DateTimeOffset? FindOldest(PartitionProgress progress, PartitionPosition position)
    {
        if (_waiting is { } reached && reached.SequenceNumber <= position.SequenceNumber)
        {
            _waiting = _seen!.LastEnqueuedSequenceNumber > position.SequenceNumber ? Waiting(_seen) : null;
        }

        return progress.OldestPendingTime ?? (_waiting is { } waiting ? waiting.Time : null);
    }

    private static (long, DateTimeOffset)? Waiting(PartitionProperties seen) =>
        seen.IsEmpty ? null : (seen.LastEnqueuedSequenceNumber, seen.LastEnqueuedTime);

    private static TimeSpan Least(TimeSpan a, TimeSpan? b) =>
        b is not { } other || a < other ? a
        : other > TimeSpan.Zero ? other
        : TimeSpan.Zero;
}
