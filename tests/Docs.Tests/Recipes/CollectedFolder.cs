using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using DuckDB.NET.Data;
using ModelData.Testing;

namespace ModelData.Docs.Recipes;

/// <summary>
/// A local copy of a container, <c>modeldata</c>, with what the recipes of the pages read: two days of <c>best_model</c>, a column more on the
/// second half of the second day, nulls and empty texts, a row outside a request. Written by the writer that producers use.
/// </summary>
public sealed class CollectedFolder : IDisposable
{
    /// <summary>Rows of inputs; one of them is outside a request.</summary>
    public const int Inputs = 7;

    /// <summary>Rows of inputs that have a prediction.</summary>
    public const int Joined = 5;

    private static readonly DateOnly FirstDay = new(2026, 11, 23);
    private static readonly FeatureColumn Age = new("age", FeatureType.Double);
    private static readonly FeatureColumn City = new("city", FeatureType.String);
    private static readonly FeatureColumn Income = new("income", FeatureType.Double);
    private static readonly FeatureColumn Risk = new("risk", FeatureType.Double);
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, FolderSchemas> _schemas = [];

    public CollectedFolder()
    {
        Write("inputs", 0, [Age, City], [Row(1, 41.5, "Oslo"), Row(2, 17.0, null), Row(3, double.NaN, "")]);
        Write("inputs", 1, [Age, City], [Row(4, null, "a \"b\",\nc"), Row(0, 60.0, "NA")]);
        Write(
            "inputs",
            1,
            [Age, City, Income],
            [Row(5, 33.25, null, 51_000.0), Row(6, 34.0, "Rome", 1.0)],
            isSibling: true
        );
        Write("predictions", 0, [Risk], [Row(1, 0.25), Row(2, 0.5), Row(3, 0.75)]);
        Write("predictions", 1, [Risk], [Row(4, 1E-05), Row(0, 0.1), Row(5, 0.9)]);
        WriteParquetBeside();
        WriteManifest(FolderOf("inputs", 0));
        foreach (var (folder, schemas) in _schemas)
        {
            File.WriteAllBytes(Path.Combine(folder, FolderSchemas.FileName), schemas.Write());
        }
    }

    /// <summary>The folder that holds <c>modeldata</c>.</summary>
    public string Root => _folder.Path;

    /// <summary>A day that is complete.</summary>
    public string CompleteDay => FolderOf("inputs", 0);

    /// <summary>A day that is not, and has a sibling.</summary>
    public string OpenDay => FolderOf("inputs", 1);

    public void Dispose() => _folder.Dispose();

    private static (int Request, object?[] Values) Row(int request, params object?[] values) => (request, values);

    private string FolderOf(string identifier, int day)
    {
        var address = new CollectionAddress("sub", "rg", "ws", "svc", "best_model", "10", identifier);
        return Path.Combine(Root, "modeldata", BlobLayout.Folder(address, FirstDay.AddDays(day)));
    }

    private void Write(
        string identifier,
        int day,
        FeatureColumn[] features,
        (int Request, object?[] Values)[] rows,
        bool isSibling = false
    )
    {
        var schema = FeatureSchema.ForFeatures(features);
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(schema.HeaderLine.Span);
        var noon = new DateTimeOffset(FirstDay.AddDays(day), new TimeOnly(12, 0), TimeSpan.Zero);
        var writer = new CsvRowWriter(buffer);
        foreach (var (request, values) in rows)
        {
            writer.WriteSystemColumns(noon.AddSeconds(request), "", new Guid(request, 0, 0, new byte[8]));
            foreach (var value in values)
            {
                if (value is double number)
                {
                    writer.Write(number);
                }
                else
                {
                    writer.Write((string?)value);
                }
            }
            writer.EndRow();
        }
        writer.Flush();
        var folder = Directory.CreateDirectory(FolderOf(identifier, day)).FullName;
        var name = new DataFileName(isSibling ? schema.Hash : null);
        File.WriteAllBytes(Path.Combine(folder, name.ToString()), buffer.WrittenSpan);
        var schemas = _schemas.GetValueOrDefault(folder, FolderSchemas.Empty);
        _schemas[folder] = schemas.Seen(schema, noon).WithFile(schema.Hash, name);
    }

    // Parquet files of the same rows: what the recipe for them needs is names, columns and types.
    private void WriteParquetBeside()
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        foreach (var file in Directory.GetFiles(Root, "*.csv", SearchOption.AllDirectories))
        {
            using var command = connection.CreateCommand();
            var source = $"read_csv('{file}', header = true, allow_quoted_nulls = false)";
            command.CommandText = $"copy (from {source}) to '{Path.ChangeExtension(file, "parquet")}' (format parquet)";
            command.ExecuteNonQuery();
        }
    }

    private static void WriteManifest(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "data*").Select(Describe).ToArray();
        var manifest = new
        {
            version = 1,
            day = "2026-11-23",
            revision = 2,
            rows = 6,
            files,
        };
        File.WriteAllText(Path.Combine(folder, "_manifest.json"), JsonSerializer.Serialize(manifest));
    }

    private static object Describe(string file)
    {
        var content = File.ReadAllBytes(file);
        return new
        {
            name = Path.GetFileName(file),
            rows = 3,
            bytes = content.Length,
            sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
        };
    }
}
