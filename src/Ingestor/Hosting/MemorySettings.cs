namespace ModelData.Ingestor.Hosting;

/// <summary>One budget for everything that is buffered. Section <c>Memory</c>.</summary>
internal sealed class MemorySettings
{
    public const string Section = "Memory";

    /// <summary>Rows waiting for a flush, events fetched ahead, and blocks that will be merged, over all partitions.</summary>
    public long MaxBufferedBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Events fetched ahead, per partition: so much that 32 partitions take a quarter of the budget, at most 2 MiB each.</summary>
    public long PrefetchBytesPerPartition => Math.Clamp(MaxBufferedBytes / 4 / 32, 256 * 1024, 2 * 1024 * 1024);

    /// <summary>The part of the budget that is rows.</summary>
    public long RowBytes => MaxBufferedBytes - MaxBufferedBytes / 4 - BlockCacheBytes;

    /// <summary>The part that keeps small blocks until they are merged: they are read back from storage when it is not enough.</summary>
    public long BlockCacheBytes => MaxBufferedBytes / 8;
}
