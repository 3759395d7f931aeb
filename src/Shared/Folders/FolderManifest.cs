using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ModelData;

/// <summary>
/// What a folder held when its day was found complete: the document <c>_manifest.json</c> beside the data files. A reader that finds one can
/// check that it has everything, and that nothing has changed since. A row that arrives later makes the folder differ from its manifest, until the
/// next revision. Immutable. docs/layout.md shows one.
/// </summary>
public sealed class FolderManifest
{
    /// <summary>The name in the folder. Readers of data skip names that begin with an underscore.</summary>
    public const string FileName = "_manifest.json";

    /// <summary>The version of the document that this code writes and reads.</summary>
    public const int Version = 1;

    /// <summary>The longest document that is read: 16 MiB.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The address of the folder.</summary>
    public required CollectionAddress Address { get; init; }

    /// <summary>The UTC day of the folder.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>1 for the first manifest of the folder; one more each time that the folder has changed and is complete again.</summary>
    public required int Revision { get; init; }

    /// <summary>The watermark (UTC) at which the day was found complete: everything that was sent before it is in the files.</summary>
    public required DateTimeOffset CompleteAt { get; init; }

    /// <summary>The data files, each once.</summary>
    public required IReadOnlyList<FolderFile> Files { get; init; }

    /// <summary>
    /// What the files reach up to: by incarnation of the hub (16 lower-case hex digits), then by partition, the highest sequence number whose rows
    /// are in. Default: empty.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<int, long>> Positions { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<int, long>>();

    /// <summary>The rows of the folder. One that is in files of several formats counts once.</summary>
    public long Rows => Files.Sum(file => file.Rows - file.Copies);

    /// <summary>The rows in files of each format: <c>csv</c>, <c>parquet</c>.</summary>
    public IReadOnlyDictionary<string, long> RowsPerFormat =>
        Files
            .GroupBy(file => file.Name.Extension, StringComparer.Ordinal)
            .ToDictionary(format => format.Key, format => format.Sum(file => file.Rows), StringComparer.Ordinal);

    /// <summary>The bytes of all files.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);

    /// <summary>Reads a document. Never throws, whatever the bytes are.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="manifest">What it says.</param>
    /// <returns>Whether it is a whole manifest of this version that contradicts itself nowhere.</returns>
    public static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out FolderManifest? manifest)
    {
        manifest = null;
        if (utf8.Length > MaxBytes)
        {
            return false;
        }
        try
        {
            manifest = JsonSerializer.Deserialize(utf8, FolderJson.Default.ManifestDocument)?.ToManifest();
        }
        catch (JsonException)
        {
            return false;
        }
        return manifest is not null;
    }

    /// <summary>Writes the document: indented JSON in UTF-8, files in the order of their names. The same content gives the same bytes.</summary>
    /// <exception cref="InvalidOperationException">It contradicts itself or is too long: nobody could read it.</exception>
    public byte[] Write()
    {
        if (Problem() is { } problem)
        {
            throw new InvalidOperationException(problem);
        }
        byte[] document = JsonSerializer.SerializeToUtf8Bytes(
            ManifestDocument.From(this),
            FolderJson.Default.ManifestDocument
        );
        return document.Length <= MaxBytes
            ? document
            : throw new InvalidOperationException(
                $"The manifest has {document.Length} bytes; at most {MaxBytes} are legal."
            );
    }

    /// <summary>What is wrong, for a person; null when nothing is.</summary>
    internal string? Problem()
    {
        if (Revision < 1)
        {
            return "A revision is a number from 1.";
        }
        HashSet<DataFileName> names = [];
        UInt128 rows = 0;
        UInt128 bytes = 0;
        foreach (FolderFile file in Files)
        {
            if (file.Problem() is { } problem)
            {
                return problem;
            }
            if (!names.Add(file.Name))
            {
                return "A file is listed twice.";
            }
            rows += (UInt128)file.Rows;
            bytes += (UInt128)file.Bytes;
        }
        if (rows > long.MaxValue || bytes > long.MaxValue)
        {
            return "The files are larger than a number can say.";
        }
        bool isKnown = Positions.All(incarnation =>
            HexText.IsHex(incarnation.Key, 16)
            && incarnation.Value.All(position => position is { Key: >= 0, Value: >= 0 })
        );
        return isKnown ? null : "An incarnation is not 16 lower-case hex digits, or a position is negative.";
    }
}
