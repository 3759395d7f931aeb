using ModelData.LocalEventHubs.Storage;

namespace ModelData.LocalEventHubs.Broker;

/// <summary>Turns a start filter into the sequence number that is delivered first.</summary>
internal static class StartPosition
{
    /// <summary>Finds the first event.</summary>
    /// <param name="log">The partition.</param>
    /// <param name="filter">What the receiver asked for.</param>
    /// <param name="sequence">The sequence number to start at.</param>
    /// <param name="failure">What is wrong with the filter, in the words of the service.</param>
    public static bool TryResolve(PartitionLog log, in StartFilter filter, out long sequence, out string failure)
    {
        failure = string.Empty;
        PartitionEnd end = log.End;
        sequence = end.NextSequence;
        if (filter.IsLatest)
        {
            return true;
        }

        switch (filter.Kind)
        {
            case StartKind.SequenceNumber:
                if (filter.Value > end.LastSequence)
                {
                    failure = DescribeBeyond("sequence number", filter.Value, end.LastSequence);
                    return false;
                }

                sequence = Math.Max(filter.IsInclusive ? filter.Value : filter.Value + 1, 0);
                return true;
            case StartKind.Offset:
                if (filter.Value > end.LastOffset)
                {
                    failure = DescribeBeyond("offset", filter.Value, end.LastOffset);
                    return false;
                }

                sequence = filter.Value < 0 ? log.FirstSequence : FindFirst(log, end, filter);
                return true;
            default:
                sequence = FindFirst(log, end, filter);
                return true;
        }
    }

    private static string DescribeBeyond(string what, long value, long last) =>
        $"The supplied {what} '{value}' is invalid. The last {what} in the system is '{last}'.";

    // Offsets and times grow with the sequence number, so the blocks are searched by halving; no index has to be kept for it.
    private static long FindFirst(PartitionLog log, in PartitionEnd end, in StartFilter filter)
    {
        long low = log.FirstSequence;
        long high = end.NextSequence;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (log.Read(middle, withPayload: false) is not { } block)
            {
                return end.NextSequence;
            }

            try
            {
                if (!IsReached(block.LastOffset, block.LastTime, filter))
                {
                    low = Math.Max(block.EndSequence, middle + 1);
                }
                else if (IsReached(block.FirstOffset, block.FirstTime, filter))
                {
                    high = Math.Min(block.FirstSequence, middle);
                }
                else
                {
                    return FindInside(block, filter);
                }
            }
            finally
            {
                block.Release();
            }
        }

        return low;
    }

    private static long FindInside(EventBlock block, in StartFilter filter)
    {
        long offset = block.FirstOffset;
        for (int i = 0; i < block.Count; i++)
        {
            if (IsReached(offset, block.GetTime(i), filter))
            {
                return block.FirstSequence + i;
            }

            offset += block.GetLength(i);
        }

        return block.EndSequence;
    }

    private static bool IsReached(long offset, long time, in StartFilter filter)
    {
        long actual = filter.Kind == StartKind.Offset ? offset : time;
        return filter.IsInclusive ? actual >= filter.Value : actual > filter.Value;
    }
}
