using System.Buffers;
using ModelData.Ingestion.Files.Parquet;

namespace ModelData.Ingestion.Tests.Formats.Parquet;

/// <summary>Rows as objects: double, float, long, int, bool, string, and times as microseconds (long); null is null.</summary>
internal sealed record Table(FeatureSchema Schema, object?[][] Rows)
{
    private static readonly string[] Texts =
    [
        "",
        " ",
        "plain",
        " leading and trailing\t",
        "a,b",
        "\"",
        "say \"hi\", \"\"",
        "line\nbreak\r\n",
        "模型 é😀\ud83d\ude00",
        "null",
        "NaN",
        new string('x', 3000),
        "\"\"\"\"",
    ];

    private static readonly double[] Doubles =
    [
        double.NaN,
        double.PositiveInfinity,
        double.NegativeInfinity,
        0.0,
        -0.0,
        double.Epsilon,
        double.MaxValue,
        double.MinValue,
        1e-5,
        1.7976931348623157E+308,
        9007199254740993,
        0.1,
    ];

    public static Table Random(FeatureSchema schema, int rows, Random random)
    {
        var table = new object?[rows][];
        for (int i = 0; i < rows; i++)
        {
            table[i] = [.. schema.Columns.Select(c => random.Next(6) == 0 ? null : Value(c.Type, random))];
        }

        return new Table(schema, table);
    }

    public byte[] ToCsv()
    {
        ArrayBufferWriter<byte> output = new();
        CsvRowWriter writer = new(output);
        foreach (var row in Rows)
        {
            for (int i = 0; i < row.Length; i++)
            {
                switch (row[i])
                {
                    case null:
                        writer.WriteNull();
                        break;
                    case double number:
                        writer.Write(number);
                        break;
                    case float number:
                        writer.Write(number);
                        break;
                    case long time when Schema.Columns[i].Type == FeatureType.Timestamp:
                        writer.Write(new DateTimeOffset(DateTime.UnixEpoch.AddTicks(time * 10)));
                        break;
                    case long number:
                        writer.Write(number);
                        break;
                    case int number:
                        writer.Write(number);
                        break;
                    case bool boolean:
                        writer.Write(boolean);
                        break;
                    case string text:
                        writer.Write(text);
                        break;
                    default:
                        throw new InvalidOperationException();
                }
            }

            writer.EndRow();
        }

        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    public byte[] Encode()
    {
        ArrayBufferWriter<byte> output = new();
        Assert.True(ParquetRows.TryEncode(Schema, ToCsv(), Rows.Length, output, out var refusal), refusal?.Detail);
        return output.WrittenSpan.ToArray();
    }

    private static object Value(FeatureType type, Random random) =>
        type switch
        {
            FeatureType.Double when random.Next(4) == 0 => Doubles[random.Next(Doubles.Length)],
            FeatureType.Double => Math.Round((random.NextDouble() * 2000) - 1000, random.Next(12)),
            FeatureType.Float when random.Next(4) == 0 => (float)Doubles[random.Next(Doubles.Length)],
            FeatureType.Float => (float)((random.NextDouble() * 2000) - 1000),
            FeatureType.Int64 => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64),
            FeatureType.Int32 => (int)(random.NextInt64(int.MinValue, 1L + int.MaxValue) >> random.Next(32)),
            FeatureType.Boolean => random.Next(2) == 0,
            FeatureType.Timestamp => random.NextInt64(-30_000_000_000_000_000, 200_000_000_000_000_000),
            _ when random.Next(3) == 0 => random.NextInt64().ToString("x16", null),
            _ => Texts[random.Next(Texts.Length)],
        };
}
