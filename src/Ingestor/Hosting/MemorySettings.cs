namespace ModelData.Ingestor.Hosting;

/// <summary>One budget for everything that is buffered. Section <c>Memory</c>.</summary>
internal sealed class MemorySettings
{
    public const string Section = "Memory";

    /// <summary>Rows waiting for a flush plus events fetched ahead, over all partitions.</summary>
    public long MaxBufferedBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Events fetched ahead, per partition: so much that 32 partitions take a quarter of the budget, at most 2 MiB each.</summary>
    public long PrefetchBytesPerPartition => Math.Clamp(MaxBufferedBytes / 4 / 32, 256 * 1024, 2 * 1024 * 1024);

    /// <summary>The part of the budget that is rows.</summary>
    public long RowBytes => MaxBufferedBytes - MaxBufferedBytes / 4;
}
