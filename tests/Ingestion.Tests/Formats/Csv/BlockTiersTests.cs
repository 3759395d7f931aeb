using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files.Csv;

namespace ModelData.Ingestion.Tests.Formats.Csv;

[Trait("Level", "Unit")]
public sealed class BlockTiersTests
{
    private const int FlushesPerDay = 86_400;

    /// <summary>A flush a second for a day, small and large ones: what the file and the uploads come to.</summary>
    [Theory]
    [InlineData(60, 3)]
    [InlineData(2_300, 3)]
    [InlineData(23_000, 3)]
    [InlineData(230_000, 3)]
    public void CountKept_ADayOfFlushes_StaysBelowThousandBlocksAndThreeUploads(int flushBytes, double mostUploads)
    {
        var blocks = new List<CommittedBlock>();
        long uploaded = 0;
        int most = 0;
        for (int i = 0; i < FlushesPerDay; i++)
        {
            int kept = BlockTiers.CountKept(blocks, flushBytes);
            long length = flushBytes + blocks.Skip(kept).Sum(block => block.Length);
            blocks.RemoveRange(kept, blocks.Count - kept);
            blocks.Add(new CommittedBlock("", length));
            uploaded += length;
            most = Math.Max(most, blocks.Count);
        }

        Assert.Equal((long)flushBytes * FlushesPerDay, blocks.Sum(block => block.Length));
        Assert.InRange(most, 1, FileLimits.Default.MaxBlocks);
        Assert.InRange((double)uploaded / blocks.Sum(block => block.Length), 1, mostUploads);
    }

    [Fact]
    public void CountKept_LargeFlush_TakesTheSmallOnesBeforeItAlong()
    {
        CommittedBlock[] blocks = [new("", 2 << 20), new("", 1000), new("", 20_000)];
        Assert.Equal(1, BlockTiers.CountKept(blocks, 2 << 20));
    }

    [Fact]
    public void CountKept_FewSmallBlocks_LeavesThem()
    {
        CommittedBlock[] blocks = [new("", 100), new("", 100)];
        Assert.Equal(2, BlockTiers.CountKept(blocks, 100));
    }
}
