using ModelData.Ingestion.Files.Parquet;

namespace ModelData.Ingestion.Tests.Formats.Parquet;

/// <summary>Blocks whose bytes are no longer those that were committed.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class DamagedRowGroupTests
{
    private const int Damaged = 7;
    private const int RowsPerGroup = 20;

    [Fact]
    public async Task GrowAsync_AnyDamage_LeavesTheValuesOfAllOtherRowGroupsAsTheyWere()
    {
        byte[][] good = await CreateAsync();
        int merged = 0;
        for (int seed = 0; seed < 600; seed++)
        {
            byte[] damaged = Damage(good[Damaged], new Random(seed));
            GrowingFile file = Open(good, damaged);
            ParquetGrowth growth = await file.GrowAsync((Group(99).Encode(), RowsPerGroup));
            Assert.Equal(16 * RowsPerGroup, file.File.RowCount);
            file.TakeOver();
            if (growth.MergeProblem is not null)
            {
                Assert.Equal(Damaged + 1, growth.KeptBlocks);
                Assert.Equal(damaged, file.Blocks[Damaged].ToArray());
                continue;
            }

            // Within the limits of the format: some of its values changed. In the merged row group they stand before those of others.
            merged++;
            await AssertOthersAsync(file, seed);
        }

        Assert.InRange(merged, 20, 580);
    }

    [Fact]
    public async Task GrowAsync_ManyFlushesBehindADamagedRowGroup_KeepsRowGroupsFew()
    {
        byte[][] good = await CreateAsync();
        GrowingFile file = Open(good, new byte[good[Damaged].Length]);
        byte[] rows = Group(99).Encode();
        for (int flush = 0; flush < 200; flush++)
        {
            await file.GrowAsync((rows, RowsPerGroup));
        }

        Assert.Equal(215 * RowsPerGroup, file.File.RowCount);
        Assert.InRange(file.File.RowGroupCount, Damaged + 2, Damaged + 1 + (2 * TierPolicy.FanIn));
    }

    [Fact]
    public async Task SealAsync_DamagedRowGroup_CompactsWhatIsBehindIt()
    {
        byte[][] good = await CreateAsync();
        GrowingFile file = Open(good, new byte[good[Damaged].Length]);
        Assert.True(await file.CompactAsync());
        Assert.Equal(Damaged + 2, file.File.RowGroupCount);
        Assert.Equal(15 * RowsPerGroup, file.File.RowCount);
        Assert.False(await file.CompactAsync());
    }

    private static Table Group(int seed) => Table.Random(Schemas.AllTypes, RowsPerGroup, new Random(seed));

    private static byte[] Damage(byte[] block, Random random)
    {
        byte[] damaged = [.. block];
        for (int i = random.Next(1, 3); i > 0; i--)
        {
            // Lengths and counts that are a little off are the ones that nearly fit.
            int position = random.Next(damaged.Length);
            damaged[position] = (byte)(random.Next(3) == 0 ? random.Next(256) : damaged[position] + random.Next(-2, 3));
        }

        return damaged;
    }

    private static async Task AssertOthersAsync(GrowingFile file, int seed)
    {
        object?[][] rows = await Readers.ReadWithParquetNetAsync(file.ToArray(), Schemas.AllTypes, withTimes: false);
        for (int group = 0; group < 16; group++)
        {
            object?[][] expected = Group(group == 15 ? 99 : group).Rows;
            for (int row = 0; row < RowsPerGroup && group != Damaged; row++)
            {
                for (int column = 0; column < expected[row].Length; column++)
                {
                    bool isTime = Schemas.AllTypes.Columns[column].Type == FeatureType.Timestamp;
                    Assert.True(
                        isTime || Equals(expected[row][column], rows[(group * RowsPerGroup) + row][column]),
                        $"Seed {seed}: row {row} of row group {group} has another value in column {column}."
                    );
                }
            }
        }
    }

    private static GrowingFile Open(byte[][] good, byte[] damaged)
    {
        GrowingFile file = new(Schemas.AllTypes);
        file.Blocks.AddRange(good.Select(b => (ReadOnlyMemory<byte>)b));
        file.Blocks[Damaged] = damaged;
        file.TakeOver();
        return file;
    }

    private static async Task<byte[][]> CreateAsync()
    {
        GrowingFile file = new(Schemas.AllTypes);
        for (int i = 0; i < TierPolicy.FanIn - 1; i++)
        {
            await file.GrowAsync((Group(i).Encode(), RowsPerGroup));
        }

        return [.. file.Blocks.Select(b => b.ToArray())];
    }
}
