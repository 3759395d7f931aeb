namespace ModelData.Ingestion.Memory;

/// <summary>
/// The memory that ordinary events are decoded in: a fixed amount, shared evenly by the partitions that this process has read. Events that need more go through
/// <see cref="LargeEventLane"/>. Thread-safe.
/// </summary>
internal sealed class ScratchMemory(long totalBytes)
{
    /// <summary>The largest event of 1 MB holds 2.4 MB of numeric rows.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    private const int LeastBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _partitions = new(StringComparer.Ordinal);
    private volatile int _share = MostBytes;

    /// <summary>What one event may take at present.</summary>
    public int BytesPerPartition => _share;

    /// <summary>Says that a partition is read.</summary>
    public void Join(string partitionId)
    {
        lock (_lock)
        {
            _partitions.Add(partitionId);
            _share = (int)Math.Clamp(totalBytes / _partitions.Count, LeastBytes, MostBytes);
        }
    }
}
