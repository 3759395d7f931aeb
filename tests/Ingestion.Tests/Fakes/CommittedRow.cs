using System.Globalization;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Formats.Parquet;

namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>A row of <see cref="Rows"/> as a reader of the file sees it.</summary>
internal readonly record struct CommittedRow(int Partition, long Sequence)
{
    /// <summary>Reads a data file; fails when it is not whole.</summary>
    public static List<CommittedRow> Read(FileKind kind, byte[] file) => Read(kind, file, Rows.Schema);

    /// <summary>Reads a data file with the columns of <see cref="Rows"/> in an order of its own.</summary>
    public static List<CommittedRow> Read(FileKind kind, byte[] file, FeatureSchema schema)
    {
        int partition = IndexOf(schema, "partition");
        int sequence = IndexOf(schema, "sequence");
        var rows = kind == FileKind.Parquet ? Readers.ReadWithParquetSharp(file, schema) : ReadCsv(file, schema);
        return
        [
            .. rows.Select(row => new CommittedRow(
                Convert.ToInt32(row[partition], CultureInfo.InvariantCulture),
                Convert.ToInt64(row[sequence], CultureInfo.InvariantCulture)
            )),
        ];
    }

    private static object?[][] ReadCsv(byte[] file, FeatureSchema schema)
    {
        string text = System.Text.Encoding.UTF8.GetString(file);
        string header = System.Text.Encoding.UTF8.GetString(schema.HeaderLine.Span);
        Assert.StartsWith(header, text);
        Assert.EndsWith("\n", text);
        object?[][] rows = [.. text[header.Length..].Split('\n')[..^1].Select(line => line.Split(','))];
        Assert.All(rows, row => Assert.Equal(schema.Columns.Count, row.Length));
        return rows;
    }

    private static int IndexOf(FeatureSchema schema, string column) =>
        schema.Columns.Index().Single(it => it.Item.Name == column).Index;
}
