namespace ModelData.EventHubs;

public enum PositionKind
{
    Earliest = 0,
    Latest,
    Offset,
    SequenceNumber,
    EnqueuedTime,
}
