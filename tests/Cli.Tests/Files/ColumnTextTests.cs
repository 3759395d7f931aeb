using System.Buffers;
using System.Text;
using ModelData.Cli.Files;
using ModelData.Ingestion.Files.Parquet;
using ModelData.Ingestion.Memory;
using Parquet;

namespace ModelData.Cli.Tests.Files;

[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class ColumnTextTests
{
    [Theory]
    [InlineData("uint64", "18446744073709551615")]
    [InlineData("decimal(9:2)", "-1234567.50")]
    [InlineData("decimal(18:4)", "12345678901234.5000")]
    [InlineData("decimal(28:10)", "-123456789012345678.0123456789")]
    [InlineData("decimal", "1E-7", "string")]
    [InlineData("date", "0001-01-01")]
    [InlineData("time", "23:59:59.999999")]
    [InlineData("time", "05:41:00")]
    [InlineData("uuid", "6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    public async Task Read_ExactType_IsNamedAndWrittenAsInCsv(string type, string value, string? name = null)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        using MemoryStream file = new(await WriteAsync(type, value, token));
        await using ParquetReader reader = await ParquetReader.CreateAsync(file, cancellationToken: token);
        using ParquetRowGroupReader rows = reader.OpenRowGroupReader(0);
        Assert.Equal(name ?? type, ColumnText.TypeName(reader.Schema.DataFields[3]));
        Assert.Equal([value, ""], await ColumnText.ReadAsync(rows, reader.Schema.DataFields[3], 2, token));
    }

    /// <summary>A file as the worker writes it: the value, and a null.</summary>
    private static async Task<byte[]> WriteAsync(string type, string value, CancellationToken token)
    {
        Assert.True(ExactType.TryParse(type, out ExactType exact));
        var schema = FeatureSchema.ForFeatures([new FeatureColumn("v", exact.Type) { Exact = exact }]);
        ArrayBufferWriter<byte> rows = new();
        Assert.True(ParquetRows.TryEncode(schema, Encoding.UTF8.GetBytes($",,,{value}\n,,,\n"), 2, rows, out _));
        ParquetGrowth growth = await ParquetFile
            .New(schema)
            .GrowAsync(
                [rows.WrittenMemory],
                [2],
                (_, _) => throw new InvalidOperationException("There is no block yet."),
                new Dictionary<string, string>(),
                new RentedArrays(),
                token
            );
        return [.. growth.Rest.SelectMany(block => block.Content.ToArray())];
    }
}
