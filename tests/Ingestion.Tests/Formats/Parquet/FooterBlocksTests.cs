using ModelData.Ingestion.Files.Parquet;

namespace ModelData.Ingestion.Tests.Formats.Parquet;

[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class FooterBlocksTests
{
    private const int Full = (int)TierPolicy.SealedWeight;

    [Theory]
    [InlineData(0, 5, 1)]
    [InlineData(1, 0, 3)]
    [InlineData(31, 20, 3)]
    [InlineData(32, 0, 3)]
    [InlineData(33, 20, 4)]
    [InlineData(864, 15, 29)]
    public void Cut_FullRowGroupsAndOthers_JoinsToTheSameBytes(int full, int others, int blocks)
    {
        var (bytes, at, rowGroups) = Footer([.. Enumerable.Repeat(Full, full), .. Enumerable.Repeat(7, others)]);
        var cut = FooterBlocks.Cut(bytes, at, rowGroups);
        Assert.Equal(blocks, cut.Count);
        Assert.Equal(bytes, cut.SelectMany(block => block.ToArray()));
        long[] lengths = [100, 200, .. cut.Select(block => (long)block.Length)];
        Assert.Equal(blocks, FooterBlocks.Count(lengths, cut[^1].Span));
        Assert.Equal(0, FooterBlocks.Count([.. lengths[..^1], lengths[^1] + 1], cut[^1].Span));
    }

    [Fact]
    public void Count_NoFooter_IsNone()
    {
        Assert.Equal(0, FooterBlocks.Count([], []));
        Assert.Equal(0, FooterBlocks.Count([8], new byte[8]));
    }

    [Fact]
    public async Task GrowAsync_FullRowGroups_AreDescribedOnce()
    {
        var schema = FeatureSchema.ForFeatures([new("i", FeatureType.Int32)]);
        GrowingFile file = new(schema);
        long rows = 0;
        long small = 0;
        for (int i = 0; i < 24; i++)
        {
            bool isFull = i is 0 or 1 or 20;
            int count = isFull ? Full : 3;
            var growth = await file.GrowAsync((Numbers(schema, count).Encode(), count));
            rows += count;
            int moved = growth.Rest.Count(block => block.Committed is not null);
            Assert.Equal(!isFull && i > 1 ? 1 : 0, moved);
            small = growth.Rest.Where(block => block.Committed is null).Sum(block => block.Content.Length);
            if (i % 3 == 0)
            {
                file.TakeOver();
            }
        }

        Assert.Equal(3, file.Blocks.Count - file.File.RowGroupCount);
        Assert.Equal(rows, Readers.Query(file.ToArray(), "select count(*) from $file")[0][0]);
        Assert.Equal(rows, file.File.RowCount);
        Assert.InRange(small, 1, 8 * 1024);
    }

    private static Table Numbers(FeatureSchema schema, int count) =>
        new(
            schema,
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => new object?[] { 1_764_000_000_000_000 + i, null, Guid.Empty.ToString(), i }),
            ]
        );

    private static (byte[] Bytes, int At, List<RowGroupEntry> RowGroups) Footer(int[] rows)
    {
        Random random = new(rows.Length);
        byte[] head = new byte[random.Next(1, 300)];
        List<RowGroupEntry> rowGroups = [];
        List<byte> bytes = [.. head];
        foreach (int count in rows)
        {
            byte[] entry = new byte[random.Next(1, 90)];
            random.NextBytes(entry);
            rowGroups.Add(new RowGroupEntry(count, 0, 0, 0, entry));
            bytes.AddRange(entry);
        }

        bytes.AddRange(new byte[random.Next(1, 300)]);
        int length = bytes.Count;
        return ([.. bytes, .. BitConverter.GetBytes(length), .. ParquetFooter.Magic], head.Length, rowGroups);
    }
}
