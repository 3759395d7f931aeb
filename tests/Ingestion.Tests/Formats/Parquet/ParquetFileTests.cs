using ModelData.Ingestion.Files.Parquet;

namespace ModelData.Ingestion.Tests.Formats.Parquet;

[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class ParquetFileTests
{
    [Theory]
    [InlineData("AllTypes", 40, 11)]
    [InlineData("AllTypes", 1, 12)]
    [InlineData("OneText", 400, 13)]
    [InlineData("Numbers", 700, 14)]
    public async Task GrowAsync_RandomFlushesAndTakeovers_ThreeReadersSeeEveryRowInOrder(
        string schemaName,
        int maxRows,
        int seed
    )
    {
        var schema = Schemas.Get(schemaName);
        Random random = new(seed);
        GrowingFile file = new(schema);
        List<Table> tables = [];
        const int Flushes = 65;
        for (int i = 0; i < Flushes; i++)
        {
            List<(byte[], int)> segments = [];
            int count = random.Next(1, 4);
            for (int s = 0; s < count; s++)
            {
                var table = Table.Random(schema, random.Next(1, maxRows + 1), random);
                tables.Add(table);
                segments.Add((table.Encode(), table.Rows.Length));
            }

            var growth = await file.GrowAsync([.. segments]);
            Assert.Null(growth.MergeProblem);
            if (random.Next(5) == 0)
            {
                file.TakeOver();
            }

            if (i is 0 or 15 or 33)
            {
                await Readers.AssertEqualAsync(file.ToArray(), tables, schema);
            }
        }

        int before = file.File.RowGroupCount;
        Assert.True(await file.CompactAsync());
        Assert.True(file.File.RowGroupCount < before);
        Assert.False(await file.CompactAsync());
        file.TakeOver();
        await Readers.AssertEqualAsync(file.ToArray(), tables, schema);
        Assert.Equal(tables.Sum(t => t.Rows.Length), file.File.RowCount);
    }

    [Theory]
    [InlineData(100, 1000, 6.0)]
    [InlineData(1000, 130, 3.0)]
    public async Task GrowAsync_ManySmallFlushes_UploadsAFewTimesTheFileAndKeepsFewRowGroups(
        int rows,
        int flushes,
        double maxRatio
    )
    {
        // All 1,000 flushes of 1,000 rows take too long for every run.
        bool isFull = Environment.GetEnvironmentVariable("MODELDATA_PARQUET_FULL") == "1";
        flushes = isFull ? 1000 : flushes;
        Random random = new(5);
        GrowingFile file = new(Schemas.Numbers);
        for (int i = 0; i < flushes; i++)
        {
            await file.GrowAsync((Features(rows, random), rows));
        }

        double ratio = (double)file.UploadedBytes / file.Length;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{flushes} flushes of {rows} rows: {ratio:F2} times {file.Length:N0} bytes, {file.MaxRowGroups} row groups at most"
        );
        Assert.InRange(ratio, 1, maxRatio);
        Assert.InRange(file.MaxRowGroups, 1, 36 + (rows * flushes / 100_000));
        Assert.Equal((long)rows * flushes, Readers.Query(file.ToArray(), "select count(*) from $file")[0][0]);
    }

    [Fact]
    public async Task GrowAsync_RangesInTheFooter_HideNoRowFromAReaderThatFilters()
    {
        var schema = FeatureSchema.ForFeatures([
            new("d", FeatureType.Double),
            new("z", FeatureType.Double),
            new("f", FeatureType.Float),
            new("i", FeatureType.Int32),
        ]);
        GrowingFile file = new(schema);
        for (int block = 0; block < 3; block++)
        {
            var rows = Enumerable
                .Range(0, 20_000)
                .Select(i =>
                    new object?[]
                    {
                        1_700_000_000_000_000 + (block * 10_000_000L) + i,
                        null,
                        "00000000-0000-0000-0000-000000000000",
                        i % 100 == 7 ? double.NaN : block + (i / 20000.0),
                        i % 2 == 0 ? 0.0 : -0.0,
                        (float)i,
                        (block * 20000) + i,
                    }
                );
            Table table = new(schema, [.. rows]);
            await file.GrowAsync((table.Encode(), table.Rows.Length));
        }

        byte[] bytes = file.ToArray();
        long Count(string condition) =>
            (long)Readers.Query(bytes, $"select count(*) from $file where {condition}")[0][0]!;
        Assert.Equal(20000, Count("i >= 20000 and i < 40000"));
        Assert.Equal(20000, Count("epoch_us(\"$Timestamp\") between 1700000010000000 and 1700000010019999"));
        Assert.Equal(
            2,
            Count("\"$Timestamp\" in (make_timestamptz(1700000000000000), make_timestamptz(1700000020019999))")
        );
        Assert.Equal(600, Count("isnan(d)"));
        Assert.Equal(19800, Count("d >= 1 and d < 2"));
        Assert.Equal(60000, Count("z = 0"));
        Assert.Equal(3, Count("f = 19999"));
        var ranges = Readers.Query(
            bytes,
            "select stats_min_value, stats_max_value, stats_null_count from parquet_metadata($file) where path_in_schema in ('i', "
                + "'$CorrelationId') order by path_in_schema, row_group_id"
        );
        Assert.Equal(20000L, ranges[0][2]);
        Assert.Equal(["20000", "39999", 0L], ranges[4]);
    }

    [Fact]
    public async Task TryOpen_AnotherSchemaOrOtherBlocks_IsRefused()
    {
        GrowingFile file = new(Schemas.AllTypes);
        for (int i = 0; i < 3; i++)
        {
            await file.GrowAsync((Table.Random(Schemas.AllTypes, 5, new Random(i)).Encode(), 5));
        }

        long[] lengths = [.. file.Blocks.Select(b => (long)b.Length)];
        var footer = file.Blocks[^1];
        Assert.NotNull(ParquetFile.TryOpen(lengths, footer, Schemas.AllTypes));
        Assert.Null(ParquetFile.TryOpen(lengths, footer, Schemas.Numbers));
        Assert.Null(ParquetFile.TryOpen([lengths[0] + 1, lengths[1] - 1, .. lengths[2..]], footer, Schemas.AllTypes));
        Assert.Null(ParquetFile.TryOpen(lengths[1..], footer, Schemas.AllTypes));
        Assert.Null(ParquetFile.TryOpen([], footer, Schemas.AllTypes));
        Assert.Null(ParquetFile.TryOpen([.. lengths[..^1], lengths[^1] + 1], footer, Schemas.AllTypes));
    }

    [Fact]
    public async Task ReadSchema_EveryType_IsReadBackFromTheFooterAlone()
    {
        GrowingFile file = new(Schemas.AllTypes);
        await file.GrowAsync((Table.Random(Schemas.AllTypes, 5, new Random(1)).Encode(), 5));
        Assert.Equal(Schemas.AllTypes, ParquetFile.ReadSchema(file.Blocks[^1]));
        Assert.Null(ParquetFile.ReadSchema(file.Blocks[0]));
        Assert.Equal("p0=1", file.File.KeyValues["seq"]);
        Assert.Equal(
            "p0=1",
            Readers.Query(file.ToArray(), "select decode(value) from parquet_kv_metadata($file)")[0][0]
        );
    }

    private static byte[] Features(int rows, Random random)
    {
        var table = new object?[rows][];
        for (int i = 0; i < rows; i++)
        {
            table[i] =
            [
                1_764_000_000_000_000 + random.NextInt64(86_400_000_000),
                null,
                Guid.NewGuid().ToString(),
                .. Enumerable.Range(0, 20).Select(_ => (object)Math.Round(random.NextDouble() * 1000, 4)),
            ];
        }

        return new Table(Schemas.Numbers, table).Encode();
    }
}
