namespace ModelData.Ingestion.Model;

/// <summary>Where in a partition reading starts: at its beginning, at a sequence number or at a time.</summary>
internal readonly record struct EventPosition
{
    /// <summary>The first event that is still stored.</summary>
    public static EventPosition Earliest => default;

    /// <summary>The sequence number, if it starts there.</summary>
    public long? SequenceNumber { get; private init; }

    /// <summary>Whether the event of that number is read as well.</summary>
    public bool IsInclusive { get; private init; }

    /// <summary>The service's time, if it starts there.</summary>
    public DateTimeOffset? EnqueuedTime { get; private init; }

    /// <summary>The event with this sequence number, or the one after it.</summary>
    /// <param name="sequenceNumber">A sequence number of the partition.</param>
    /// <param name="isInclusive">Whether the event itself is read as well. Default: no.</param>
    public static EventPosition FromSequenceNumber(long sequenceNumber, bool isInclusive = false) =>
        new() { SequenceNumber = sequenceNumber, IsInclusive = isInclusive };

    /// <summary>The first event stored after this time.</summary>
    /// <param name="enqueuedTime">A time on the service's clock.</param>
    public static EventPosition FromEnqueuedTime(DateTimeOffset enqueuedTime) => new() { EnqueuedTime = enqueuedTime };
}
