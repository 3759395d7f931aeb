namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// Decides which row groups at the end of a file are merged with the rows of a flush. A row group has a weight: its rows, or more when they are
/// large. Weights fall into tiers of a factor of sixteen; smaller ones at the end are taken along with a larger one, and sixteen of a tier become one of
/// the next. So a row is rewritten once per tier at most, and a tier never has more than fifteen row groups. At 100,000 a row group is sealed.
/// </summary>
internal static class TierPolicy
{
    public const int FanIn = 16;
    public const long SealedWeight = 100_000;

    private const int FirstTierWeight = 256;

    /// <summary>The bytes before compression that count as a row: a sealed row group has 64 MB or a little more.</summary>
    private const int BytesPerWeight = 640;

    public static long Weight(long rows, long uncompressedBytes) => Math.Max(rows, uncompressedBytes / BytesPerWeight);

    /// <summary>The first of the row groups that are merged; their number when none is.</summary>
    /// <param name="rowGroups">Those of the file.</param>
    /// <param name="addedWeight">The weight of what a flush adds.</param>
    public static int FirstMerged(IReadOnlyList<RowGroupEntry> rowGroups, long addedWeight)
    {
        int first = rowGroups.Count;
        long weight = addedWeight;
        while (true)
        {
            int tier = Tier(weight);
            (first, weight) = TakeWhile(rowGroups, first, weight, t => t < tier);
            if (Tier(weight) > tier)
            {
                // Lifted by what was taken along. Left behind its like, it would break the order by tiers, and row groups would pile up unseen.
                continue;
            }

            (int next, long sum) = TakeWhile(rowGroups, first, weight, t => t == tier);
            bool isMerged = next < first && (first - next >= FanIn - 1 || sum >= SealedWeight);
            if (!isMerged)
            {
                return first;
            }

            (first, weight) = (next, sum);
        }
    }

    /// <summary>The first of the row groups at the end that are not sealed.</summary>
    public static int FirstUnsealed(IReadOnlyList<RowGroupEntry> rowGroups) =>
        TakeWhile(rowGroups, rowGroups.Count, 0, static _ => true).First;

    private static (int First, long Weight) TakeWhile(
        IReadOnlyList<RowGroupEntry> rowGroups,
        int first,
        long weight,
        Func<int, bool> isTaken
    )
    {
        while (first > 0)
        {
            var rowGroup = rowGroups[first - 1];
            long own = Weight(rowGroup.Rows, rowGroup.UncompressedBytes);
            if (own >= SealedWeight || !isTaken(Tier(own)))
            {
                break;
            }

            first--;
            weight += own;
        }

        return (first, weight);
    }

    private static int Tier(long weight)
    {
        int tier = 0;
        for (long limit = FirstTierWeight; weight >= limit; limit *= FanIn)
        {
            tier++;
        }

        return tier;
    }
}
