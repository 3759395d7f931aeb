using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using ModelData.Ingestion.Files.Parquet;

namespace ModelData.Ingestion.Tests.Formats.Parquet;

/// <summary>Rows of values of exact types, each as the text that stands in CSV in its shortest and plainest spelling; null is null.</summary>
internal sealed record ExactTable(FeatureSchema Schema, string?[][] Rows)
{
    /// <summary>Every exact type, and the precisions at which decimals change their form in files.</summary>
    public static FeatureSchema AllTypes { get; } =
        Create(
            "uint64",
            "decimal",
            "decimal(1:0)",
            "decimal(1:1)",
            "decimal(9:4)",
            "decimal(10:0)",
            "decimal(18:4)",
            "decimal(19:19)",
            "decimal(28:10)",
            "date",
            "time",
            "uuid"
        );

    /// <summary>A schema with a column of each type, named like it.</summary>
    public static FeatureSchema Create(params string[] types) =>
        FeatureSchema.ForFeatures([.. types.Select(type => Column(type, type))]);

    public static FeatureColumn Column(string name, string type)
    {
        Assert.True(ExactType.TryParse(type, out var exact));
        return new FeatureColumn(name, exact.Type) { Exact = exact };
    }

    public static ExactTable Random(FeatureSchema schema, int rows, Random random)
    {
        string?[][] table = new string?[rows][];
        for (int i = 0; i < rows; i++)
        {
            table[i] =
            [
                .. SystemColumns.All.Select(_ => (string?)null),
                .. schema.Columns.Skip(SystemColumns.Count).Select(c => random.Next(6) == 0 ? null : Value(c, random)),
            ];
        }

        return new ExactTable(schema, table);
    }

    public byte[] ToCsv() =>
        Encoding.UTF8.GetBytes(string.Concat(Rows.Select(row => string.Join(',', row.Select(v => v ?? "")) + "\n")));

    public byte[] Encode()
    {
        ArrayBufferWriter<byte> output = new();
        Assert.True(ParquetRows.TryEncode(Schema, ToCsv(), Rows.Length, output, out var refusal), refusal?.Detail);
        return output.WrittenSpan.ToArray();
    }

    private static string Value(FeatureColumn column, Random random) =>
        column.Exact!.Value switch
        {
            { Kind: ExactTypeKind.UInt64 } => $"{Bound(random, 0, ulong.MaxValue)}",
            { Kind: ExactTypeKind.Decimal, Precision: 0 } => Text(random),
            { Kind: ExactTypeKind.Decimal } type => Decimal(type, random),
            { Kind: ExactTypeKind.Date } => DateOnly
                .FromDayNumber((int)Bound(random, 0, DateOnly.MaxValue.DayNumber))
                .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            { Kind: ExactTypeKind.Time } => new TimeOnly((long)Bound(random, 0, 86_399_999_999) * 10).ToString(
                "HH:mm:ss.FFFFFF",
                CultureInfo.InvariantCulture
            ),
            _ => $"{Uuid(random):D}",
        };

    // The ends of the range, what is near them, and what is between.
    private static BigInteger Bound(Random random, BigInteger least, BigInteger most) =>
        random.Next(4) switch
        {
            0 => least + random.Next(2),
            1 => most - random.Next(2),
            _ => least + (random.NextInt64() * (most - least) / long.MaxValue),
        };

    private static string Decimal(ExactType type, Random random)
    {
        var most = BigInteger.Pow(10, type.Precision) - 1;
        var number = Bound(random, -most, most);
        string digits = BigInteger.Abs(number).ToString(CultureInfo.InvariantCulture).PadLeft(type.Scale + 1, '0');
        string point = type.Scale == 0 ? "" : $".{digits[^type.Scale..]}";
        return $"{(number.Sign < 0 ? "-" : "")}{digits[..^type.Scale]}{point}";
    }

    private static string Text(Random random) =>
        random.Next(4) switch
        {
            0 => "1.50",
            1 => "-79228162514264337593543950335.00000000000000000001",
            2 => "1E-300",
            _ => random.NextInt64().ToString(CultureInfo.InvariantCulture),
        };

    private static Guid Uuid(Random random)
    {
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
