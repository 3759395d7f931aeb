namespace ModelData.LocalEventHubs.Storage;

/// <summary>Where a partition ends: what the next event gets and what the last one got.</summary>
/// <param name="NextSequence">The sequence number of the next event.</param>
/// <param name="NextOffset">The offset of the next event.</param>
/// <param name="LastOffset">The offset of the last event; -1 when nothing was ever stored.</param>
/// <param name="LastTime">The enqueued time of the last event; 0 when nothing was ever stored.</param>
internal readonly record struct PartitionEnd(long NextSequence, long NextOffset, long LastOffset, long LastTime)
{
    public static PartitionEnd Empty { get; } = new(0, 0, -1, 0);

    public long LastSequence => NextSequence - 1;

    public static PartitionEnd After(EventBlock block) =>
        new(block.EndSequence, block.EndOffset, block.LastOffset, block.LastTime);
}
