namespace ModelData.Ingestion.Memory;

/// <summary>
/// The bytes that all buffers together may hold. A pump that finds none left waits, stops receiving, and so withholds credit on the
/// wire. Beside it lie the memory that events are decoded in and the lane for large events. Thread-safe.
/// </summary>
internal sealed class MemoryBudget(
    long capacityBytes,
    ScratchMemory? scratch = null,
    LargeEventLane? largeEvents = null
) : ByteQueue(capacityBytes)
{
    /// <summary>The memory that settings ask for.</summary>
    public static MemoryBudget Create(MemorySettings settings) =>
        new(settings.RowBytes, new ScratchMemory(settings.ScratchBytes), new LargeEventLane(settings.LargeEventBytes));

    /// <summary>What partitions decode their events in. Default: as much as each of them can use.</summary>
    public ScratchMemory Scratch { get; } = scratch ?? new ScratchMemory(long.MaxValue);

    /// <summary>Where events go that do not fit there. Default: every legal event has room in it.</summary>
    public LargeEventLane LargeEvents { get; } = largeEvents ?? new LargeEventLane(LargeEventLane.EnoughBytes);
}
