using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ModelData;

/// <summary>
/// The schemas of a folder's rows with the types of the columns, which a CSV header cannot say: the document <c>_schema.json</c> beside the data
/// files. Immutable. docs/layout.md shows one.
/// </summary>
public sealed class FolderSchemas
{
    /// <summary>The name in the folder. Readers of data skip names that begin with an underscore.</summary>
    public const string FileName = "_schema.json";

    /// <summary>The version of the document that this code writes and reads.</summary>
    public const int Version = 1;

    /// <summary>The longest document that is read: 16 MiB.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private readonly FolderSchema[] _schemas;

    /// <summary>Creates the document.</summary>
    /// <param name="schemas">The schemas, each once. Copied.</param>
    /// <exception cref="ArgumentException">A schema is there twice, or was last seen before it was first seen.</exception>
    public FolderSchemas(IReadOnlyList<FolderSchema> schemas)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        _schemas = [.. schemas];
        if (Problem(_schemas) is { } problem)
        {
            throw new ArgumentException(problem, nameof(schemas));
        }
    }

    /// <summary>A document of no schema: that of a folder that has none yet.</summary>
    public static FolderSchemas Empty { get; } = new([]);

    /// <summary>The schemas in the order in which they were added.</summary>
    public IReadOnlyList<FolderSchema> Schemas => _schemas;

    /// <summary>Reads a document. Never throws, whatever the bytes are.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="schemas">What it says.</param>
    /// <returns>Whether it is a whole document of this version whose hashes are those of its columns.</returns>
    public static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out FolderSchemas? schemas)
    {
        schemas = null;
        if (utf8.Length > MaxBytes)
        {
            return false;
        }
        try
        {
            schemas = JsonSerializer.Deserialize(utf8, FolderJson.Default.SchemasDocument)?.ToSchemas();
        }
        catch (JsonException)
        {
            return false;
        }
        return schemas is not null;
    }

    /// <summary>Finds a schema by its hash; null when it is not there.</summary>
    /// <param name="hash"><see cref="FeatureSchema.Hash"/>.</param>
    public FeatureSchema? Find(string hash) => Array.Find(_schemas, known => known.Schema.Hash == hash)?.Schema;

    /// <summary>The document after rows of a schema were written: it is added, or seen for longer.</summary>
    /// <param name="schema">The schema of the rows.</param>
    /// <param name="time">When they were written.</param>
    public FolderSchemas Seen(FeatureSchema schema, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(schema);
        int index = Array.FindIndex(_schemas, known => known.Schema.Hash == schema.Hash);
        if (index < 0)
        {
            return new FolderSchemas([.. _schemas, new FolderSchema(schema, time, time)]);
        }
        FolderSchema[] schemas = [.. _schemas];
        FolderSchema before = schemas[index];
        schemas[index] = before with
        {
            Schema = Known(before.Schema, schema),
            FirstSeen = time < before.FirstSeen ? time : before.FirstSeen,
            LastSeen = time > before.LastSeen ? time : before.LastSeen,
        };
        return new FolderSchemas(schemas);
    }

    // Two schemas of one hash may differ in their order, and in what letters cannot say: what both say stays, and a type that one of them knows.
    private static FeatureSchema Known(FeatureSchema before, FeatureSchema seen)
    {
        Dictionary<string, FeatureColumn> others = seen.Columns.ToDictionary(
            column => column.Name,
            StringComparer.Ordinal
        );
        FeatureColumn[] columns = [.. before.Columns];
        for (int i = 0; i < columns.Length; i++)
        {
            FeatureColumn column = columns[i];
            FeatureColumn other = others[column.Name];
            columns[i] =
                column.IsUntyped ? other
                : other.IsUntyped || other.Exact == column.Exact ? column
                : column with { Exact = null };
        }
        FeatureSchema known = new(columns, before.RedactionKeyId);
        return known.Equals(before) ? before : known;
    }

    /// <summary>The document after a schema got a file.</summary>
    /// <param name="hash">The hash of a schema that is in the document.</param>
    /// <param name="file">The file.</param>
    /// <param name="lost">A file that the schema was to get before, if any: where another schema has it, that one did get it.</param>
    public FolderSchemas WithFile(string hash, DataFileName file, DataFileName? lost = null)
    {
        FolderSchema? before = Array.Find(_schemas, known => known.Schema.Hash == hash);
        bool isLost =
            lost is { } name && Array.Exists(_schemas, known => known != before && known.Files.Contains(name));
        return WithFiles(hash, [.. before?.Files.Where(known => !isLost || known != lost) ?? [], file]);
    }

    /// <summary>The document after a file has learnt types: it has this schema, and no other.</summary>
    /// <param name="hash">The hash of a schema that is in the document.</param>
    /// <param name="file">The file.</param>
    public FolderSchemas Moved(string hash, DataFileName file) =>
        new FolderSchemas([
            .. _schemas.Select(known =>
                known.Files.Contains(file) ? known with { Files = [.. known.Files.Where(it => it != file)] } : known
            ),
        ]).WithFile(hash, file);

    /// <summary>The document with all files of a schema.</summary>
    /// <param name="hash">The hash of a schema; the document stays as it is where the schema is not in it.</param>
    /// <param name="files">The files; the order does not matter.</param>
    public FolderSchemas WithFiles(string hash, IEnumerable<DataFileName> files)
    {
        DataFileName[] sorted = [.. files.Distinct().OrderBy(file => file.ToString(), StringComparer.Ordinal)];
        return new FolderSchemas([
            .. _schemas.Select(known => known.Schema.Hash == hash ? known with { Files = sorted } : known),
        ]);
    }

    /// <summary>Writes the document: indented JSON in UTF-8. The same content gives the same bytes.</summary>
    /// <exception cref="InvalidOperationException">It is too long: nobody could read it.</exception>
    public byte[] Write()
    {
        byte[] document = JsonSerializer.SerializeToUtf8Bytes(
            SchemasDocument.From(this),
            FolderJson.Default.SchemasDocument
        );
        return document.Length <= MaxBytes
            ? document
            : throw new InvalidOperationException(
                $"The schemas have {document.Length} bytes; at most {MaxBytes} are legal."
            );
    }

    /// <summary>What is wrong, for a person; null when nothing is.</summary>
    internal static string? Problem(IReadOnlyList<FolderSchema> schemas)
    {
        HashSet<string> hashes = new(StringComparer.Ordinal);
        foreach (FolderSchema known in schemas)
        {
            if (!hashes.Add(known.Schema.Hash))
            {
                return "A schema is there twice.";
            }
            if (known.LastSeen < known.FirstSeen)
            {
                return "A schema was last seen before it was first seen.";
            }
            if (known.Files.Distinct().Count() != known.Files.Count)
            {
                return "A file is listed twice.";
            }
        }
        return null;
    }
}
