namespace ModelData.Ingestion.Memory;

/// <summary>
/// A bulkhead: the one way of a process for events that do not fit the memory of their partition. Outside of the budget for rows, so that nobody in
/// it waits for what others have buffered. An event enters with all that it may need, holding nothing else; what it does not need it gives back, and
/// the rest when its rows are committed. Thread-safe.
/// </summary>
internal sealed class LargeEventLane(long capacityBytes)
{
    /// <summary>For every legal event: JSON and the rows made of it, with the last row and some room.</summary>
    public const long EnoughBytes = (2L * EventLimits.MaxDecodedBytes) + (4L * 1024 * 1024);

    private readonly ByteQueue _bytes = new(Math.Min(capacityBytes, EnoughBytes));
    private long _sinceCollection;

    public long CapacityBytes => _bytes.CapacityBytes;

    public long UsedBytes => _bytes.UsedBytes;

    /// <summary>Waits for its turn.</summary>
    /// <param name="bytes">The most that the event takes; no more than the lane has is given.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<LaneShare> EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        long granted = Math.Min(bytes, CapacityBytes);
        await _bytes.ReserveAsync(granted, cancellationToken);
        Collect(granted);
        return new LaneShare(_bytes, granted);
    }

    /// <summary>Enters if it is its turn at once.</summary>
    public LaneShare? TryEnter(long bytes)
    {
        long granted = Math.Min(bytes, CapacityBytes);
        if (!_bytes.TryReserve(granted))
        {
            return null;
        }

        Collect(granted);
        return new LaneShare(_bytes, granted);
    }

    /// <summary>What is said of an event that has no room here.</summary>
    /// <param name="needed">The bytes that it takes at least.</param>
    public Refusal Refuse(long needed) =>
        new(
            RefusalReasons.TooLargeForMemory,
            $"The event takes {needed} bytes of memory or more, and Memory__LargeEventBytes of this worker is {CapacityBytes}: "
                + "give the worker more memory, or raise the setting, and resubmit the event"
        );

    /// <summary>
    /// What was given back is garbage, and the runtime lets large arrays lie until its heap is full: then the process is as large as its limit,
    /// however small the
    /// lane. Once a lane has been handed out, it is swept: a few milliseconds, for events that take a hundred times as long.
    /// </summary>
    private void Collect(long bytes)
    {
        if (Interlocked.Add(ref _sinceCollection, bytes) > CapacityBytes)
        {
            Interlocked.Exchange(ref _sinceCollection, bytes);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        }
    }
}
