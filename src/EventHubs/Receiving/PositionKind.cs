namespace ModelData.EventHubs;

internal enum PositionKind
{
    Earliest = 0,
    Latest,
    Offset,
    SequenceNumber,
    EnqueuedTime,
}
