namespace ModelData.LocalEventHubs.Storage;

/// <summary>What the broker adds to an event when it stores it.</summary>
/// <param name="Sequence">0, 1, 2, ... per partition, without gaps.</param>
/// <param name="Offset">Grows by the stored size of the events.</param>
/// <param name="EnqueuedTime">Unix milliseconds; never decreases within a partition.</param>
internal readonly record struct EventStamp(long Sequence, long Offset, long EnqueuedTime);
