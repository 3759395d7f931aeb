namespace ModelData.LocalEventHubs.Storage;

/// <summary>How a hub's log writes, caches and forgets.</summary>
internal sealed class HubLogOptions
{
    /// <summary>The folder of the hub; exists.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether the log was opened before, so that it must be there.</summary>
    public bool IsKnown { get; init; }

    public required int PartitionCount { get; init; }

    /// <summary>Events older than this may be removed. <see cref="Timeout.InfiniteTimeSpan"/>: never.</summary>
    public TimeSpan Retention { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Whether a commit waits until the disk has the events, or only until the operating system has them.</summary>
    public bool IsSynchronous { get; init; } = true;

    /// <summary>A segment file that holds this much is closed and a new one begun.</summary>
    public long SegmentBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>The most bytes of recent events that are kept in memory, over all partitions.</summary>
    public long TailCacheBytes { get; init; } = 64 * 1024 * 1024;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
