using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ModelData.Testing;

namespace ModelData.Docs.Recipes;

/// <summary>
/// Rows whose values a reader that guesses changes: codes with leading zeros, integers beyond 2^53 beside nulls, doubles of full precision, texts with
/// line breaks and quotes, nulls beside empty texts, and a column that is a number first and a text in the sibling.
/// </summary>
public sealed class ExactFolder : IDisposable
{
    private const int RowsPerFile = 200;
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly string?[] Codes =
    [
        "06070",
        "",
        null,
        "NA",
        "null",
        "nan",
        "1e5",
        "+1",
        "two\nlines",
        "two\r\nlines",
        "a \"b\", c",
        ",\",",
        " padded ",
        "é模😀",
        "true",
        "2026-11-23",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly List<Row> _rows = [];

    public ExactFolder()
    {
        var random = new Random(11);
        // In the order in which names sort: the sibling comes first.
        Write("inputs", isText: true, random);
        Write("inputs", isText: false, random);
        WritePredictions();
        var expected = _rows.Select(row => new Dictionary<string, string?[]>
        {
            ["code"] = ["string", row.Code],
            ["number"] = ["int64", Text(row.Number)],
            ["changes"] = [row.Changes is string ? "string" : "double", Text(row.Changes)],
            ["small"] = ["float", Text(row.Small)],
            ["flag"] = ["boolean", Text(row.Flag)],
            ["at"] = ["timestamp", row.At?.ToString("O", CultureInfo.InvariantCulture)],
        });
        File.WriteAllText(Expected, JsonSerializer.Serialize(expected));
    }

    /// <summary>A row of the inputs.</summary>
    public sealed record Row(string? Code, long? Number, object? Changes, float? Small, bool? Flag, DateTimeOffset? At);

    /// <summary>The folder that holds <c>modeldata</c>.</summary>
    public string Root => _folder.Path;

    /// <summary>A file with every value: its type in <c>_schema.json</c> and its text.</summary>
    public string Expected => Path.Combine(_folder.Path, "expected.json");

    /// <summary>The rows in the order of their files.</summary>
    public IReadOnlyList<Row> Rows => _rows;

    /// <summary>A value as the file has it, without quotes.</summary>
    public static string? Text(object? value)
    {
        if (value is null or string)
        {
            return (string?)value;
        }

        var buffer = new ArrayBufferWriter<byte>();
        var writer = new CsvRowWriter(buffer);
        WriteOrNull(value, ref writer);
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public void Dispose() => _folder.Dispose();

    private string FolderOf(string identifier)
    {
        var address = new CollectionAddress("sub", "rg", "ws", "svc", "best_model", "10", identifier);
        var folder = BlobLayout.Folder(address, DateOnly.FromDateTime(Noon.UtcDateTime));
        return Directory.CreateDirectory(Path.Combine(Root, "modeldata", folder)).FullName;
    }

    private void Write(string identifier, bool isText, Random random)
    {
        var schema = FeatureSchema.ForFeatures([
            new("code", FeatureType.String),
            new("number", FeatureType.Int64),
            new("changes", isText ? FeatureType.String : FeatureType.Double),
            new("small", FeatureType.Float),
            new("flag", FeatureType.Boolean),
            new("at", FeatureType.Timestamp),
        ]);
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(schema.HeaderLine.Span);
        var writer = new CsvRowWriter(buffer);
        for (int i = 0; i < RowsPerFile; i++)
        {
            var row = new Row(
                Codes[i % Codes.Length],
                i % 3 == 0 ? null : random.NextInt64(long.MinValue, long.MaxValue),
                isText ? (i % 4 == 0 ? null : $"about {i}") : Number(i, random),
                i % 5 == 0 ? null : random.NextSingle() * 1e-3f,
                i % 7 == 0 ? null : i % 2 == 0,
                i % 6 == 0 ? null : Noon.AddTicks(random.NextInt64(0, 1L << 50) * 10)
            );
            _rows.Add(row);
            writer.WriteSystemColumns(Noon.AddSeconds(_rows.Count), "", new Guid(_rows.Count, 0, 0, new byte[8]));
            WriteValues(row, ref writer);
        }

        writer.Flush();
        var name = new DataFileName(isText ? schema.Hash : null);
        File.WriteAllBytes(Path.Combine(FolderOf(identifier), name.ToString()), buffer.WrittenSpan);
        Note(identifier, schema, name);
    }

    private static double? Number(int i, Random random) =>
        i % 4 == 0 ? null
        : i % 9 == 1 ? double.PositiveInfinity
        : BitConverter.Int64BitsToDouble(random.NextInt64(0x3000_0000_0000_0000, 0x5000_0000_0000_0000));

    private static void WriteValues(Row row, ref CsvRowWriter writer)
    {
        writer.Write(row.Code);
        WriteOrNull(row.Number, ref writer);
        WriteOrNull(row.Changes, ref writer);
        WriteOrNull(row.Small, ref writer);
        WriteOrNull(row.Flag, ref writer);
        WriteOrNull(row.At, ref writer);
        writer.EndRow();
    }

    private static void WriteOrNull(object? value, ref CsvRowWriter writer)
    {
        switch (value)
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
            case long number:
                writer.Write(number);
                break;
            case bool flag:
                writer.Write(flag);
                break;
            case DateTimeOffset time:
                writer.Write(time);
                break;
            default:
                writer.Write((string)value);
                break;
        }
    }

    private void WritePredictions()
    {
        var schema = FeatureSchema.ForFeatures([new("risk", FeatureType.Double)]);
        var csv = new StringBuilder(Encoding.UTF8.GetString(schema.HeaderLine.Span));
        for (int i = 1; i <= _rows.Count; i++)
        {
            csv.Append(
                CultureInfo.InvariantCulture,
                $"2026-11-23T12:00:00.000000Z,,{new Guid(i, 0, 0, new byte[8])},0.5\n"
            );
        }

        File.WriteAllText(Path.Combine(FolderOf("predictions"), "data.csv"), csv.ToString());
        Note("predictions", schema, new DataFileName());
    }

    private void Note(string identifier, FeatureSchema schema, DataFileName name)
    {
        var file = Path.Combine(FolderOf(identifier), FolderSchemas.FileName);
        var schemas = FolderSchemas.Empty;
        if (File.Exists(file) && FolderSchemas.TryRead(File.ReadAllBytes(file), out var known))
        {
            schemas = known;
        }

        File.WriteAllBytes(file, schemas.Seen(schema, Noon).WithFile(schema.Hash, name).Write());
    }
}
