namespace ModelData.LocalEventHubs.Storage;

/// <summary>
/// One partition: gives events their place, hands them to the hub's commit thread in blocks, and serves what is committed.
/// Thread-safe.
/// </summary>
internal sealed class PartitionLog
{
    private const int SmallestBlockBytes = 4 * 1024;

    private readonly Lock _gate = new();
    private readonly HubLog _hub;
    private readonly int _index;
    private readonly TailCache _tail = new();

    // All guarded by _gate.
    private List<EventBlock> _open = [];
    private List<IAppendListener> _waiting = [];
    private PartitionEnd _assigned;
    private PartitionEnd _committed;
    private int _lastTakenBytes;

    public PartitionLog(HubLog hub, int index, PartitionEnd end)
    {
        _hub = hub;
        _index = index;
        _assigned = end;
        _committed = end;
    }

    /// <summary>Raised on a pool thread after events were committed.</summary>
    public event Action? Committed;

    /// <summary>The end that receivers see.</summary>
    public PartitionEnd End
    {
        get
        {
            lock (_gate)
            {
                return _committed;
            }
        }
    }

    /// <summary>The sequence number of the oldest event that is still there; the next one's when there is none.</summary>
    public long FirstSequence => _hub.GetFirstSequence(_index) ?? End.NextSequence;

    /// <summary>
    /// Appends events that were sent together: they are committed together or not at all.
    /// </summary>
    /// <param name="message">The bytes that hold the events, each checked by <see cref="EventCheck"/>.</param>
    /// <param name="events">Where each event lies in <paramref name="message"/>.</param>
    /// <param name="partitionKey">The key of the batch in UTF-8, or empty.</param>
    /// <param name="listener">Told when it is decided.</param>
    public void Append(
        ReadOnlySpan<byte> message,
        ReadOnlySpan<Range> events,
        ReadOnlySpan<byte> partitionKey,
        IAppendListener listener
    )
    {
        lock (_gate)
        {
            long time = Math.Max(_hub.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds(), _assigned.LastTime);
            foreach (Range range in events)
            {
                ReadOnlySpan<byte> one = message[range];
                EventBlock block = GetOpenBlock(EventEncoder.GetMaxLength(one.Length, partitionKey.Length), time);
                block.Append(one, new EventStamp(block.EndSequence, block.EndOffset, time), partitionKey);
                _assigned = PartitionEnd.After(block);
            }

            _waiting.Add(listener);
        }

        _hub.OnAppended();
    }

    /// <summary>The block with the event at a sequence number, or with the oldest one when that is gone.</summary>
    /// <returns>The caller releases it; <see langword="null"/> when nothing is committed at or behind the sequence number.</returns>
    public EventBlock? Read(long sequence, bool withPayload = true)
    {
        lock (_gate)
        {
            if (sequence >= _committed.NextSequence)
            {
                return null;
            }

            if (_tail.Find(sequence) is { } cached)
            {
                cached.Hold();
                return cached;
            }
        }

        return _hub.ReadStored(_index, sequence, withPayload);
    }

    /// <summary>Takes everything that was appended since the last call; only the commit thread calls this.</summary>
    /// <returns>The size of what was taken.</returns>
    public int Take(List<EventBlock> blocks, List<IAppendListener> waiting)
    {
        lock (_gate)
        {
            if (_open.Count == 0)
            {
                return 0;
            }

            _lastTakenBytes = 0;
            foreach (EventBlock block in _open)
            {
                _lastTakenBytes += block.PayloadBytes;
            }

            blocks.AddRange(_open);
            waiting.AddRange(_waiting);
            _open.Clear();
            _waiting.Clear();
            return _lastTakenBytes;
        }
    }

    /// <summary>Makes a committed block visible; only the commit thread calls this.</summary>
    public void Publish(EventBlock block)
    {
        lock (_gate)
        {
            _committed = PartitionEnd.After(block);
            _tail.Add(block);
        }
    }

    /// <summary>Drops the oldest cached block.</summary>
    public void DropOldestCached()
    {
        lock (_gate)
        {
            _tail.DropOldest()?.Release();
        }
    }

    /// <summary>Forgets the places that were given since the last commit, after the commit of earlier ones failed.</summary>
    public void Rollback(List<IAppendListener> waiting)
    {
        lock (_gate)
        {
            _assigned = _committed;
            _open.Clear();
            waiting.AddRange(_waiting);
            _waiting.Clear();
        }
    }

    public void NotifyCommitted() => Committed?.Invoke();

    private EventBlock GetOpenBlock(int maxLength, long time)
    {
        // Under _gate.
        int capacity = BlockPool.ArrayBytes;
        if (_open.Count > 0)
        {
            EventBlock last = _open[^1];
            if (last.PayloadBytes + maxLength <= BlockPool.ArrayBytes)
            {
                return last;
            }
        }
        else
        {
            // Follows the load: a quiet partition does not pay a megabyte for one event.
            capacity = Math.Clamp(_lastTakenBytes, SmallestBlockBytes, BlockPool.ArrayBytes);
        }

        var block = new EventBlock(
            _index,
            _assigned.NextSequence,
            _assigned.NextOffset,
            time,
            _hub.Pool,
            Math.Max(capacity, maxLength)
        );
        _open.Add(block);
        return block;
    }
}
