using Azure.Messaging.EventHubs;

namespace ModelData.Ingestion.Reading.Receiving;

/// <summary>Where an event is stored in its partition, and since when: the hub says so in the event's annotations.</summary>
/// <param name="SequenceNumber">Its number in the partition.</param>
/// <param name="Offset">Where it lies.</param>
/// <param name="EnqueuedTime">When the hub got it.</param>
internal readonly record struct StoredPosition(long SequenceNumber, string Offset, DateTimeOffset EnqueuedTime)
{
    /// <returns>Null when one of the three is missing or is of a type that it must not have.</returns>
    public static StoredPosition? Of(EventData official)
    {
        try
        {
            var position = new StoredPosition(official.SequenceNumber, official.OffsetString, official.EnqueuedTime);
            return position is { SequenceNumber: >= 0, Offset: not null } && position.EnqueuedTime != default
                ? position
                : null;
        }
        catch (Exception e) when (e is InvalidCastException or ArgumentException or OverflowException)
        {
            return null;
        }
    }
}
