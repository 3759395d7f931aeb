using System.Buffers;
using System.Globalization;
using System.Text;
using ModelData.Ingestion.Files.Parquet;

namespace ModelData.Ingestion.Tests.Formats.Parquet;

/// <summary>What letters cannot say is in the file, and every digit of it, whoever reads.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class ExactTypesTests
{
    private static readonly FeatureSchema Schema = ExactTable.AllTypes;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(40, 2)]
    public async Task GrowAsync_RandomFlushesAndTakeovers_ThreeReadersSeeEveryValue(int maxRows, int seed)
    {
        Random random = new(seed);
        GrowingFile file = new(Schema);
        List<ExactTable> tables = [];
        for (int i = 0; i < 40; i++)
        {
            var table = ExactTable.Random(Schema, random.Next(1, maxRows + 1), random);
            tables.Add(table);
            Assert.Null((await file.GrowAsync((table.Encode(), table.Rows.Length))).MergeProblem);
            if (random.Next(5) == 0)
            {
                file.TakeOver();
            }

            if (i is 0 or 15)
            {
                await ExactReaders.AssertEqualAsync(file.ToArray(), tables, Schema);
            }
        }

        Assert.InRange(file.MaxRowGroups, 2, 20);
        Assert.True(await file.CompactAsync());
        file.TakeOver();
        await ExactReaders.AssertEqualAsync(file.ToArray(), tables, Schema);
    }

    [Fact]
    public async Task GrowAsync_Nulls_AreNulls()
    {
        GrowingFile file = new(Schema);
        ExactTable table = new(Schema, [.. Enumerable.Range(0, 9).Select(_ => new string?[Schema.Columns.Count])]);
        await file.GrowAsync((table.Encode(), 9));
        await file.GrowAsync((table.Encode(), 9));
        await file.CompactAsync();
        await ExactReaders.AssertEqualAsync(file.ToArray(), [table, table], Schema);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(30_000)] // several parts
    public void WriteCsv_WhatWasEncoded_IsTheSameRows(int rows)
    {
        var table = ExactTable.Random(Schema, rows, new Random(rows));
        ArrayBufferWriter<byte> output = new();
        ParquetRows.WriteCsv(Schema, table.Encode(), rows, output);
        Assert.Equal(Encoding.UTF8.GetString(table.ToCsv()), Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("uint64", "007", "7")]
    [InlineData("decimal", "\"1E-7\"", "1E-7")]
    [InlineData("decimal(18:4)", "1.5", "1.5000")]
    [InlineData("decimal(18:4)", "-15e-1", "-1.5000")]
    [InlineData("decimal(18:4)", "-0", "0.0000")]
    [InlineData("decimal(28:2)", "5.", "5.00")]
    [InlineData("date", "\"2026-11-23\"", "2026-11-23")]
    [InlineData("time", "05:41:11.500", "05:41:11.5")]
    [InlineData("uuid", "\"6f9619ff-8b86-d011-b42d-00cf4fc964ff\"", "6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    public void WriteCsv_OtherSpelling_IsTheSameValue(string type, string value, string written)
    {
        var schema = ExactTable.Create(type);
        ArrayBufferWriter<byte> encoded = new();
        ArrayBufferWriter<byte> output = new();
        Assert.True(ParquetRows.TryEncode(schema, Encoding.UTF8.GetBytes($",,,{value}\n"), 1, encoded, out _));
        ParquetRows.WriteCsv(schema, encoded.WrittenSpan, 1, output);
        Assert.Equal($",,,{written}\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("uint64", "18446744073709551616")]
    [InlineData("decimal(18:4)", "0.00001")]
    [InlineData("date", "2026-02-29")]
    [InlineData("time", "24:00:00")]
    [InlineData("uuid", "x")]
    public void TryEncode_ValueOfAnotherType_IsRefused(string type, string value)
    {
        byte[] csv = Encoding.UTF8.GetBytes($",,,{value}\n");
        Assert.False(
            ParquetRows.TryEncode(ExactTable.Create(type), csv, 1, new ArrayBufferWriter<byte>(), out var refusal)
        );
        Assert.Equal($"The value in row 1, column 4 does not fit the column's type {type}.", refusal?.Detail);
    }

    [Fact]
    public async Task ReadSchema_ExactTypes_AreThoseThatWereWritten()
    {
        GrowingFile file = new(Schema);
        await file.GrowAsync((ExactTable.Random(Schema, 3, new Random(3)).Encode(), 3));
        Assert.Equal(Schema, ParquetFile.ReadSchema(file.Footer()));
        long[] lengths = [.. file.Blocks.Select(block => (long)block.Length)];
        Assert.NotNull(ParquetFile.TryOpen(lengths, file.Footer(), Schema));
        Assert.Null(ParquetFile.TryOpen(lengths, file.Footer(), Schema.WithoutExactTypes()));
    }

    [Fact]
    public void ReadSchema_EveryPrecisionAndScale_IsReadBack()
    {
        for (int precision = 1; precision <= ExactType.MaxPrecision; precision++)
        {
            var schema = ExactTable.Create([
                .. Enumerable.Range(0, precision + 1).Select(scale => $"decimal({precision}:{scale})"),
            ]);
            byte[] bytes = ParquetSchemaBytes.Write(schema);
            Assert.Equal(schema, ParquetSchemaBytes.TryRead(bytes, schema.Columns.Count + 1));
        }
    }

    /// <summary>Readers leave row groups out by the ranges in the footer: 20,000 rows and more have them.</summary>
    [Fact]
    public async Task GrowAsync_RangesInTheFooter_HideNoRowFromAReaderThatFilters()
    {
        const int Rows = 20_000;
        var schema = ExactTable.Create(
            "uint64",
            "decimal(9:2)",
            "decimal(18:4)",
            "decimal(28:10)",
            "date",
            "time",
            "uuid"
        );
        GrowingFile file = new(schema);
        List<string?[]> all = [];
        for (int block = 0; block < 3; block++)
        {
            var table = ExactTable.Random(schema, Rows, new Random(block));
            all.AddRange(table.Rows);
            await file.GrowAsync((table.Encode(), Rows));
        }

        byte[] bytes = file.ToArray();
        for (int column = SystemColumns.Count; column < schema.Columns.Count; column++)
        {
            string name = schema.Columns[column].Name;
            foreach (var sought in all.Select(row => row[column]).OfType<string>().GroupBy(value => value).Take(9))
            {
                string sql = $"select count(*) from $file where \"{name}\" = '{sought.Key}'";
                Assert.Equal((long)sought.Count(), Readers.Query(bytes, sql)[0][0]);
            }

            AssertRange(bytes, schema.Columns[column]);
        }
    }

    private static void AssertRange(byte[] file, FeatureColumn column)
    {
        string type = (string)Readers.Query(file, $"select typeof(\"{column.Name}\") from $file limit 1")[0][0]!;
        var said = Readers.Query(
            file,
            $"select min(cast(stats_min_value as {type})), max(cast(stats_max_value as {type})) from parquet_metadata($file) "
                + $"where path_in_schema = '{column.Name}'"
        )[0];
        var range = Readers.Query(file, $"select min(\"{column.Name}\"), max(\"{column.Name}\") from $file")[0];
        bool hasRange = ParquetSchemaBytes.Physical(column) != ParquetType.FixedLenByteArray;
        Assert.Equal(hasRange ? range : [null, null], said);
    }

    /// <summary>Written by the release before exact types.</summary>
    [Fact]
    public async Task GrowAsync_FileOfAFormerVersion_GrowsAndIsCompacted()
    {
        var schema = FeatureSchema.ForFeatures([
            new("d", FeatureType.Double),
            new("s", FeatureType.String),
            new("t", FeatureType.Timestamp),
            new("l", FeatureType.Int64),
            new("i", FeatureType.Int32),
            new("b", FeatureType.Boolean),
            new("f", FeatureType.Float),
        ]);
        byte[] former = await File.ReadAllBytesAsync(
            Path.Combine(AppContext.BaseDirectory, "Formats/Parquet/Golden/former.parquet"),
            TestContext.Current.CancellationToken
        );
        long time = 1_764_000_000_000_000;
        string zero = Guid.Empty.ToString();
        object?[] Full(int i) => [time + i, null, zero, 0.5 + i, $"text {i}", time, 7L, 8, true, 0.25f];
        object?[] Empty(int i) => [time + i, "c", zero, null, null, null, null, null, null, null];
        List<Table> tables = [.. Enumerable.Range(0, 3).Select(i => new Table(schema, [Full(i), Empty(i)]))];

        GrowingFile file = GrowingFile.Of(schema, former);
        Assert.Equal(3, file.File.RowGroupCount);
        await Readers.AssertEqualAsync(file.ToArray(), tables, schema);
        for (int i = 3; i < 20; i++)
        {
            tables.Add(new Table(schema, [Full(i), Empty(i)]));
            Assert.Null((await file.GrowAsync((tables[i].Encode(), 2))).MergeProblem);
        }

        Assert.True(await file.CompactAsync());
        await Readers.AssertEqualAsync(file.ToArray(), tables, schema);
    }
}
