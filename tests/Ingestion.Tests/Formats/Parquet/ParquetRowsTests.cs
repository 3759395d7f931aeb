using System.Buffers;
using System.Text;
using ModelData.Ingestion.Files.Parquet;

namespace ModelData.Ingestion.Tests.Formats.Parquet;

[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class ParquetRowsTests
{
    [Theory]
    [InlineData("AllTypes", 1)]
    [InlineData("AllTypes", 7)]
    [InlineData("AllTypes", 30_000)] // several parts
    [InlineData("OneText", 9)]
    [InlineData("Numbers", 100)]
    public void WriteCsv_WhatWasEncoded_IsTheSameRows(string schemaName, int rows)
    {
        var table = Table.Random(Schemas.Get(schemaName), rows, new Random(rows));
        ArrayBufferWriter<byte> output = new();
        ParquetRows.WriteCsv(table.Schema, table.Encode(), rows, output);
        Assert.True(output.WrittenSpan.SequenceEqual(table.ToCsv()));
    }

    [Fact]
    public void WriteCsv_EncodingsOneAfterTheOther_AreTheRowsOneAfterTheOther()
    {
        var first = Table.Random(Schemas.AllTypes, 13, new Random(1));
        var second = Table.Random(Schemas.AllTypes, 5, new Random(2));
        ArrayBufferWriter<byte> output = new();
        ParquetRows.WriteCsv(Schemas.AllTypes, (byte[])[.. first.Encode(), .. second.Encode()], 18, output);
        Assert.Equal([.. first.ToCsv(), .. second.ToCsv()], output.WrittenSpan.ToArray());
    }

    [Fact]
    public void TryEncode_QuotedFieldsOfEveryType_AreTheValuesWithinTheQuotes()
    {
        var output = Encode(
            "\"2026-11-23T05:41:11Z\",\"a \"\"b\"\"\",\"\",\"1.50\",\"-7\",\"true\"\n",
            out var refusal
        );
        Assert.Null(refusal);
        Assert.Equal("2026-11-23T05:41:11.000000Z,\"a \"\"b\"\"\",\"\",1.5,-7,true\n", output);
    }

    [Theory]
    [InlineData(",,,1,2,true\n,,,x1,2,true\n", 2, 4, "Double")]
    [InlineData(",,,1,2.0,true\n", 1, 5, "Int32")]
    [InlineData(",,,1,2147483648,true\n", 1, 5, "Int32")]
    [InlineData(",,,1,2,yes\n", 1, 6, "Boolean")]
    [InlineData("yesterday,,,1,2,\n", 1, 1, "Timestamp")]
    [InlineData(",,,\"\",2,\n", 1, 4, "Double")] // the empty string is no number; null is an empty field
    public void TryEncode_ValueOfAnotherType_RefusesTheEventAndTellsThePlaceButNotTheValue(
        string rows,
        int row,
        int column,
        string type
    )
    {
        Encode(rows, out var refusal);
        Assert.Equal(RefusalReasons.ValueTypeMismatch, refusal?.Reason);
        Assert.Equal(
            $"The value in row {row}, column {column} does not fit the column's type {type}.",
            refusal?.Detail
        );
    }

    [Fact]
    public void TryEncode_WidestSchemaOfNulls_StaysSmall()
    {
        var schema = FeatureSchema.ForFeatures([
            .. Enumerable.Range(0, 4093).Select(i => new FeatureColumn($"{i}", FeatureType.String)),
        ]);
        byte[] csv = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(new string(',', 4095) + "\n", 300)));
        ArrayBufferWriter<byte> output = new();
        Assert.True(ParquetRows.TryEncode(schema, csv, 300, output, out _));
        Assert.InRange(output.WrittenCount, 1, csv.Length);
    }

    private static string Encode(string rows, out Refusal? refusal)
    {
        var schema = FeatureSchema.ForFeatures([
            new("d", FeatureType.Double),
            new("i", FeatureType.Int32),
            new("b", FeatureType.Boolean),
        ]);
        int count = rows.Count(c => c == '\n');
        ArrayBufferWriter<byte> encoded = new();
        bool isEncoded = ParquetRows.TryEncode(schema, Encoding.UTF8.GetBytes(rows), count, encoded, out refusal);
        Assert.Equal(refusal is null, isEncoded);
        if (!isEncoded)
        {
            return "";
        }

        ArrayBufferWriter<byte> csv = new();
        ParquetRows.WriteCsv(schema, encoded.WrittenSpan, count, csv);
        return Encoding.UTF8.GetString(csv.WrittenSpan);
    }
}
