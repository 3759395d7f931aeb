using System.Globalization;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Blobs;

/// <summary>The metadata of a data blob. Names are lower case: some tools do not keep the case.</summary>
internal static class BlobMetadata
{
    /// <summary>The format of the other entries; a blob without it is not ours.</summary>
    public const string Format = "modeldata";

    /// <summary>The format of files where rows are placed by their schema hash alone.</summary>
    public const string FormatVersion = "1";

    /// <summary>
    /// The format of files where rows are placed by the names of their columns, and learn types. Workers that place by hash leave such files alone, those of
    /// releases that do not know the version as well, and the other way round: what one of them decides must not depend on what the other does.
    /// </summary>
    public const string LearningVersion = "2";

    /// <summary>What is in the blob: <see cref="CommittedSequences"/>.</summary>
    public const string Sequences = "seq";

    /// <summary>An id of the last commit. Explains a blob in logs; decides nothing.</summary>
    public const string Commit = "commit";

    /// <summary>The hash of the schema, exact types of the file's columns included, whatever the order of its columns.</summary>
    public const string Schema = "schema";

    /// <summary>The hash by letters alone, by which <c>_schema.json</c> knows the schema, where the file has exact types. Missing: the same.</summary>
    public const string Columns = "columns";

    /// <summary>A hash of the columns in the order of the file. See <see cref="ColumnOrder"/>.</summary>
    public const string Order = "order";

    /// <summary>The number of rows in the blob.</summary>
    public const string Rows = "rows";

    /// <summary>The hash of the names of the columns, see <see cref="ColumnNames"/>: on files that learn types.</summary>
    public const string Names = "names";

    /// <summary>
    /// The types of the features in the order of the file, as <see cref="FeatureSchema.KnownTypes"/> has them: on files that learn types. Only ever filled
    /// in. A file that was made without has none for good.
    /// </summary>
    public const string Types = "types";

    /// <summary>Set on a file that takes no more rows: they go to a sibling, whoever writes.</summary>
    public const string Closed = "closed";

    /// <summary>How many of the rows are copies: files of another format of the folder count them. Missing: none.</summary>
    public const string Copies = "copies";

    /// <summary>
    /// The rows by the rate at which their senders took samples, see <see cref="RowsPerRate"/>: <c>1:240,0.1:33</c>. Missing: all rows were collected at 1.
    /// </summary>
    public const string Rates = "rates";

    /// <summary>
    /// When the hub got the latest event whose rows are in the blob: its clock, UTC. Missing: not known. Only ever raised; rows that a release before this one
    /// wrote do not count.
    /// </summary>
    public const string Last = "last";

    /// <summary>
    /// The service limits metadata to 8 KB. Above this length of <see cref="Sequences"/> a writer goes on in a sibling.
    /// </summary>
    public const int MaxSequencesLength = 6 * 1024;

    // More than any file holds, and so few that those of a folder can be added up.
    private const long MostRows = 1_000_000_000_000;

    public static Dictionary<string, string> Create(
        CommittedSequences sequences,
        string commitId,
        FeatureSchema schema,
        long rows,
        long copies = 0,
        RowsPerRate? rates = null,
        DateTimeOffset? last = null
    )
    {
        var metadata = new Dictionary<string, string>
        {
            [Format] = FormatVersion,
            [Sequences] = sequences.Pack(),
            [Commit] = commitId,
            [Schema] = schema.TypedHash,
            [Order] = ColumnOrder.Hash(schema),
            [Rows] = rows.ToString(CultureInfo.InvariantCulture),
        };
        if (schema.HasExact)
        {
            metadata[Columns] = schema.Hash;
        }

        if (copies > 0)
        {
            metadata[Copies] = copies.ToString(CultureInfo.InvariantCulture);
        }

        if (rates?.IsSampled == true)
        {
            metadata[Rates] = rates.ToString();
        }

        if (last is { } time)
        {
            metadata[Last] = time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        }

        return metadata;
    }

    /// <summary>Whether the numbers of rows and of copies can be read: rows are counted on from there, never from nothing.</summary>
    public static bool HasCounts(IReadOnlyDictionary<string, string> metadata) =>
        TryReadRows(metadata) is not null && TryReadCopies(metadata) is not null;

    /// <summary>The number of rows; unset where it cannot be read.</summary>
    public static long? TryReadRows(IReadOnlyDictionary<string, string> metadata) =>
        TryRead(metadata, Rows) is { } rows and <= MostRows ? rows : null;

    /// <summary>How many of the rows are copies; unset where it cannot be read.</summary>
    public static long? TryReadCopies(IReadOnlyDictionary<string, string> metadata) =>
        metadata.ContainsKey(Copies) && TryRead(metadata, Copies) is null ? null : ReadCopies(metadata);

    public static long ReadRows(IReadOnlyDictionary<string, string> metadata) => Read(metadata, Rows);

    /// <summary>Never more than there are rows.</summary>
    public static long ReadCopies(IReadOnlyDictionary<string, string> metadata) =>
        Math.Min(Read(metadata, Copies), ReadRows(metadata));

    /// <summary>The rows by rate: always as many as there are. An entry that was edited is of no known rate.</summary>
    public static RowsPerRate ReadRates(IReadOnlyDictionary<string, string> metadata)
    {
        long rows = ReadRows(metadata);
        return metadata.GetValueOrDefault(Rates) is not { } text ? RowsPerRate.None.Add(1, rows)
            : RowsPerRate.TryParse(text, out var rates) && rates.Rows == rows ? rates
            : RowsPerRate.None.Add(null, rows);
    }

    /// <summary>When the hub got the latest event of the file, as far as that is known. An entry that was edited and cannot be read counts as none.</summary>
    public static DateTimeOffset? ReadLast(IReadOnlyDictionary<string, string> metadata) =>
        DateTimeOffset.TryParseExact(
            metadata.GetValueOrDefault(Last),
            "O",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var last
        )
            ? last
            : null;

    /// <summary>The same metadata with names in any case, as some tools leave them. The name that the worker gives counts before others.</summary>
    public static Dictionary<string, string> InAnyCase(IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, text) in metadata ?? [])
        {
            if (!name.Any(char.IsUpper))
            {
                texts[name] = text;
            }
            else
            {
                texts.TryAdd(name, text);
            }
        }

        return texts;
    }

    public static bool IsClosed(IReadOnlyDictionary<string, string> metadata) => metadata.ContainsKey(Closed);

    /// <summary>Whether it is a file that a worker wrote.</summary>
    public static bool IsOurs(IReadOnlyDictionary<string, string> metadata) =>
        metadata.GetValueOrDefault(Format) is FormatVersion or LearningVersion;

    /// <summary>Whether it is a file that a worker wrote where rows are placed by their schema hash.</summary>
    public static bool IsByHash(IReadOnlyDictionary<string, string> metadata) =>
        metadata.GetValueOrDefault(Format) == FormatVersion;

    /// <summary>Whether it is such a file, of this schema hash.</summary>
    public static bool IsByHash(IReadOnlyDictionary<string, string> metadata, string schemaHash) =>
        IsByHash(metadata) && metadata.GetValueOrDefault(Schema) == schemaHash;

    /// <summary>Whether it is a file that a worker wrote where rows are placed by the names of their columns.</summary>
    public static bool IsLearning(IReadOnlyDictionary<string, string> metadata) =>
        metadata.GetValueOrDefault(Format) == LearningVersion;

    /// <summary>Whether a text is a schema hash.</summary>
    public static bool IsHash(string? text) => text is { Length: 16 } && text.All(char.IsAsciiHexDigitLower);

    private static long Read(IReadOnlyDictionary<string, string> metadata, string name) => TryRead(metadata, name) ?? 0;

    private static long? TryRead(IReadOnlyDictionary<string, string> metadata, string name) =>
        long.TryParse(
            metadata.GetValueOrDefault(name),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out long number
        )
            ? number
            : null;
}
