namespace ModelData.Ingestion.Settings;

/// <summary>When buffered rows become visible. Section <c>Flush</c>.</summary>
public sealed class FlushSettings
{
    public const string Section = "Flush";

    /// <summary>The longest time that a row waits in memory. Each flush costs storage writes.</summary>
    [DurationWithin("00:00:00.010", "01:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The size of a blob's buffer at which it is flushed at once; also the size of a block, far below what a block may have: memory is the limit.
    /// </summary>
    [CountWithin(1024, 256 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How long storage may refuse one blob (lease, policy, rights) before its rows go to a sibling, and from there to the dead letters.</summary>
    [DurationWithin("00:00:00", "1.00:00:00")]
    public TimeSpan RefusedFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The most blobs that are written at the same time.</summary>
    [CountWithin(1, 256)]
    public int Concurrency { get; set; } = 8;

    /// <summary>
    /// The most requests per second that flushes by age send to storage; 0: no limit. With more folders than that allows, rows wait
    /// longer than <see cref="MaxAge"/>, the oldest first. Full buffers are written at once and count.
    /// </summary>
    [CountWithin(0, 1_000_000)]
    public int MaxWritesPerSecond { get; set; } = 1000;

    /// <summary>
    /// The most files that are kept open. What is kept of a file is its list of blocks; a file beyond the limit that has no rows waiting is forgotten, the one
    /// that was idle longest first, and read again when rows come.
    /// </summary>
    [CountWithin(1, 4 * 1024 * 1024)]
    public int MaxOpenFiles { get; set; } = 16 * 1024;

    /// <summary>The time that stopping may take: flush everything, save positions.</summary>
    [DurationWithin("00:00:01", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(25);
}
