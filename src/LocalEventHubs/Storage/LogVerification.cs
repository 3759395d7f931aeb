namespace ModelData.LocalEventHubs.Storage;

/// <summary>Holds the segments of a log against one another and against the record of what was acknowledged.</summary>
internal static class LogVerification
{
    /// <summary>Checks that nothing is missing.</summary>
    /// <param name="folder">The folder of the log.</param>
    /// <param name="segments">What could be opened, in order.</param>
    /// <param name="acknowledged">What must be there; <see langword="null"/> when nobody wrote it down.</param>
    /// <exception cref="DamagedLogException">Something is missing.</exception>
    public static void ThrowIfDamaged(
        string folder,
        IReadOnlyList<LogSegment> segments,
        IReadOnlyList<AcknowledgedRange>? acknowledged
    )
    {
        for (int i = 1; i < segments.Count; i++)
        {
            ThrowIfNotNext(folder, segments[i - 1], segments[i]);
        }

        if (acknowledged is null)
        {
            if (segments.Any(segment => segment.IsChecked))
            {
                throw new DamagedLogException(
                    folder,
                    $"'{folder}' has events, but no record of what was acknowledged."
                );
            }

            return;
        }

        for (int partition = 0; partition < acknowledged.Count; partition++)
        {
            AcknowledgedRange range = acknowledged[partition];
            bool hasPartition = segments.Count > 0 && partition < segments[0].PartitionCount;
            long first = hasPartition ? segments[0].GetBase(partition).NextSequence : 0;
            long next = hasPartition ? segments[^1].GetEnd(partition).NextSequence : 0;
            if (next < range.Next || (first > range.First && range.Next > range.First))
            {
                string held = segments.Count == 0 ? "nothing" : $"{first} to {next - 1}";
                throw new DamagedLogException(
                    folder,
                    $"'{folder}' lacks events of partition {partition} of this log: {range.First} to {range.Next - 1} were acknowledged, "
                        + $"{held} is there. A file of it is damaged or gone."
                );
            }
        }
    }

    private static void ThrowIfNotNext(string folder, LogSegment before, LogSegment segment)
    {
        for (int partition = 0; partition < segment.PartitionCount; partition++)
        {
            PartitionEnd end = before.GetEnd(partition);
            PartitionEnd next = segment.GetBase(partition);
            if (end.NextSequence != next.NextSequence)
            {
                throw new DamagedLogException(
                    folder,
                    $"'{before.Path}' ends at {end.LastSequence}, but '{segment.Path}' goes on at {next.NextSequence}: events of "
                        + $"partition {partition} of this log are missing."
                );
            }

            if (end != next)
            {
                throw new DamagedLogException(
                    folder,
                    $"'{segment.Path}' is damaged: its offset or time of partition {partition} of this log is not that at the end of '{before.Path}'."
                );
            }
        }
    }
}
