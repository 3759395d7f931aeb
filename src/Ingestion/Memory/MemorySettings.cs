using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Memory;

/// <summary>One budget for everything that is buffered. Section <c>Memory</c>.</summary>
public sealed class MemorySettings
{
    public const string Section = "Memory";

    private const long MostByDefault = 256L * 1024 * 1024;

    /// <summary>
    /// Rows waiting for a flush, events fetched ahead or being decoded, and blocks that will be merged, over all partitions. Default: 256 MiB, or a
    /// quarter of the
    /// memory that the process may use, whichever is less: writing row groups takes about as much again.
    /// </summary>
    [CountWithin(4 * 1024 * 1024, 1L << 40)]
    public long MaxBufferedBytes { get; set; } = Math.Min(MostByDefault, AvailableBytes / 4);

    /// <summary>
    /// The lane for large events, beside the budget: what those take, together, that do not fit the memory of their partition. An event that needs
    /// more than all
    /// of it becomes a dead letter. Default: 132 MiB, which every legal event fits in, or a quarter of the memory that the process may use, whichever is less.
    /// </summary>
    [CountWithin(ScratchMemory.MostBytes, 1L << 40)]
    public long LargeEventBytes { get; set; } = Math.Min(LargeEventLane.EnoughBytes, AvailableBytes / 4);

    /// <summary>Events fetched ahead, per partition: so much that 32 partitions take a quarter of the budget, at most 2 MiB each.</summary>
    public long PrefetchBytesPerPartition => Math.Clamp(MaxBufferedBytes / 4 / 32, 256 * 1024, 2 * 1024 * 1024);

    /// <summary>The part of the budget that is rows.</summary>
    public long RowBytes => MaxBufferedBytes - MaxBufferedBytes / 4 - BlockCacheBytes - ScratchBytes;

    /// <summary>The part that ordinary events are decoded in, over all partitions.</summary>
    public long ScratchBytes => MaxBufferedBytes / 8;

    /// <summary>The part that keeps small blocks until they are merged: they are read back from storage when it is not enough.</summary>
    public long BlockCacheBytes => MaxBufferedBytes / 8;

    /// <summary>The limit of the container or of the heap.</summary>
    public static long AvailableBytes =>
        // Not known before the runtime has looked.
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes
            is > 0
                and var bytes
            ? bytes
            : long.MaxValue;
}
