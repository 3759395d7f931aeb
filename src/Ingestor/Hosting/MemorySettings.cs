namespace ModelData.Ingestor.Hosting;

/// <summary>One budget for everything that is buffered. Section <c>Memory</c>.</summary>
internal sealed class MemorySettings
{
    public const string Section = "Memory";

    private const long MostByDefault = 256L * 1024 * 1024;

    /// <summary>
    /// Rows waiting for a flush, events fetched ahead, and blocks that will be merged, over all partitions. Default: 256 MiB, or a third of the memory that
    /// the process may use, whichever is less: writing row groups takes about as much again.
    /// </summary>
    [CountWithin(4 * 1024 * 1024, 1L << 40)]
    public long MaxBufferedBytes { get; set; } = Math.Min(MostByDefault, AvailableBytes() / 3);

    /// <summary>Events fetched ahead, per partition: so much that 32 partitions take a quarter of the budget, at most 2 MiB each.</summary>
    public long PrefetchBytesPerPartition => Math.Clamp(MaxBufferedBytes / 4 / 32, 256 * 1024, 2 * 1024 * 1024);

    /// <summary>The part of the budget that is rows.</summary>
    public long RowBytes => MaxBufferedBytes - MaxBufferedBytes / 4 - BlockCacheBytes;

    /// <summary>The part that keeps small blocks until they are merged: they are read back from storage when it is not enough.</summary>
    public long BlockCacheBytes => MaxBufferedBytes / 8;

    // The limit of the container or of the heap; not known before the runtime has looked.
    private static long AvailableBytes() =>
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is > 0 and var bytes ? bytes : long.MaxValue;
}
