namespace ModelData.Producer;

/// <summary>What <c>Collect</c> does with a row when the ring is full, because rows come faster than they can be sent. Every drop is counted.</summary>
public enum FullRingPolicy
{
    /// <summary>
    /// The new row is dropped. The default: it costs the scoring thread nothing, and what was already collected, and whose context the application
    /// already holds, stays.
    /// </summary>
    DropNewest = 0,

    /// <summary>The oldest rows make room, which the calling thread does: some microseconds. For those who want the present rather than the past.</summary>
    DropOldest,

    /// <summary>
    /// The calling thread waits for room, at most <see cref="ModelDataCollectorOptions.FullRingWait"/>; then the new row is dropped. For jobs that
    /// are not in a hurry.
    /// </summary>
    Wait,
}
