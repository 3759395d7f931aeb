using CsCheck;
using ModelData.Ingestion.Files.Parquet;

namespace ModelData.Ingestion.Tests.Formats.Parquet;

[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class TierPolicyTests
{
    [Fact]
    public void FirstMerged_AnyFlushes_KeepsFewRowGroupsAndRewritesARowFewTimes() =>
        Gen.Int[0, 4]
            .Select(Gen.Int[1, 9], (size, factor) => factor * (int)Math.Pow(10, size))
            .Array[1, 600]
            .Sample(
                flushes =>
                {
                    List<RowGroupEntry> rowGroups = [];
                    long written = flushes.Sum(rows => (long)Flush(rowGroups, rows));

                    // Below the first limit a row may be rewritten sixteen times: those are few bytes.
                    long small = flushes.Count(f => f < 256) * 256L * TierPolicy.FanIn;
                    Assert.InRange(written, 0, (5L * flushes.Sum(f => (long)f)) + small);
                },
                iter: 1000
            );

    [Fact]
    public void FirstMerged_SmallFlushesLiftALargeOneIntoTheNextTier_AreMergedWithWhatIsThere()
    {
        List<RowGroupEntry> rowGroups = [];
        for (int i = 0; i < 100; i++)
        {
            for (int j = 0; j < 6; j++)
            {
                Flush(rowGroups, 1000);
            }

            Flush(rowGroups, 60_000);
        }

        Flush(rowGroups, 70_000);
    }

    [Fact]
    public void FirstMerged_LargeRows_AreSealedByTheirBytes()
    {
        RowGroupEntry large = new(10, 0, 0, 70_000_000, default);
        Assert.Equal(1, TierPolicy.FirstMerged([large], addedWeight: 10));
        Assert.Equal(1, TierPolicy.FirstUnsealed([large]));
    }

    // What a flush writes.
    private static int Flush(List<RowGroupEntry> rowGroups, int rows)
    {
        int first = TierPolicy.FirstMerged(rowGroups, rows);
        int merged = rows + rowGroups.Skip(first).Sum(g => g.Rows);
        rowGroups.RemoveRange(first, rowGroups.Count - first);
        rowGroups.Add(new RowGroupEntry(merged, 0, 0, merged * 100L, default));
        int unsealed = rowGroups.Count - TierPolicy.FirstUnsealed(rowGroups);
        Assert.InRange(unsealed, 0, 4 * (TierPolicy.FanIn - 1));
        Assert.InRange(merged, 1, (3 * TierPolicy.SealedWeight) + rows);
        return merged;
    }
}
