namespace ModelData.EventHubs;

/// <summary>Where in a partition reading starts.</summary>
public readonly record struct EventPosition
{
    private EventPosition(PositionKind kind, string? offset, long sequenceNumber, DateTimeOffset time, bool isInclusive)
    {
        Kind = kind;
        Offset = offset;
        SequenceNumber = sequenceNumber;
        EnqueuedTime = time;
        IsInclusive = isInclusive;
    }

    /// <summary>The first event that is still stored.</summary>
    public static EventPosition Earliest { get; } = default;

    /// <summary>The first event that is stored after the receiver attached.</summary>
    public static EventPosition Latest { get; } = new(PositionKind.Latest, null, 0, default, false);

    public PositionKind Kind { get; }

    internal string? Offset { get; }

    public long SequenceNumber { get; }

    internal DateTimeOffset EnqueuedTime { get; }

    public bool IsInclusive { get; }

    /// <summary>The event with this sequence number, or the one after it.</summary>
    /// <param name="sequenceNumber">A sequence number of the partition.</param>
    /// <param name="isInclusive">Whether the event itself is read as well. Default: no.</param>
    public static EventPosition FromSequenceNumber(long sequenceNumber, bool isInclusive = false) =>
        new(PositionKind.SequenceNumber, null, sequenceNumber, default, isInclusive);

    /// <summary>The event with this offset, or the one after it.</summary>
    /// <param name="offset">An offset that came with an event of the partition.</param>
    /// <param name="isInclusive">Whether the event itself is read as well. Default: no.</param>
    public static EventPosition FromOffset(string offset, bool isInclusive = false) =>
        new(PositionKind.Offset, offset, 0, default, isInclusive);

    /// <summary>The first event stored after this time.</summary>
    /// <param name="enqueuedTime">A time on the service's clock.</param>
    public static EventPosition FromEnqueuedTime(DateTimeOffset enqueuedTime) =>
        new(PositionKind.EnqueuedTime, null, 0, enqueuedTime, false);
}
