using System.Globalization;
using System.Text.Json.Serialization;

namespace ModelData;

/// <summary>A <see cref="FolderManifest"/> as JSON has it: everything may be missing.</summary>
internal sealed class ManifestDocument
{
    public int? Version { get; init; }
    public string? Address { get; init; }
    public DateOnly? Day { get; init; }
    public int? Revision { get; init; }
    public DateTime? CompleteAt { get; init; }
    public long? Rows { get; init; }
    public SortedDictionary<string, long>? RowsPerFormat { get; init; }
    public long? Bytes { get; init; }
    public List<File?>? Files { get; init; }
    public SortedDictionary<string, SortedDictionary<int, long>?>? Positions { get; init; }

    public sealed class File
    {
        public string? Name { get; init; }
        public string? Format { get; init; }
        public string? Schema { get; init; }
        public long? Rows { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? Copies { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Dictionary<string, long>? RowsPerRate { get; init; }
        public long? Bytes { get; init; }
        public string? Sha256 { get; init; }
        public string? Etag { get; init; }

        public static File From(FolderFile file) =>
            new()
            {
                Name = file.Name.ToString(),
                Format = file.Name.Extension,
                Schema = file.SchemaHash,
                Rows = file.Rows,
                Copies = file.Copies == 0 ? null : file.Copies,
                RowsPerRate = file.RowsPerRate is { } rates ? new Dictionary<string, long>(rates.Counts) : null,
                Bytes = file.Bytes,
                Sha256 = file.Sha256,
                Etag = file.ETag,
            };

        public FolderFile? ToFile() =>
            TryRates(out RowsPerRate? rates)
            && DataFileName.TryParse(Name, out DataFileName name)
            && name.Extension == Format
            && (Schema, Rows, Bytes, Sha256, Etag) is ({ } schema, { } rows, { } bytes, { } sha256, { } etag)
                ? new FolderFile(name, schema, rows, bytes, sha256, etag) { Copies = Copies ?? 0, RowsPerRate = rates }
                : null;

        private bool TryRates(out RowsPerRate? rates)
        {
            rates = null;
            foreach ((string rate, long rows) in RowsPerRate ?? [])
            {
                if (!(rates ?? ModelData.RowsPerRate.None).TryAdd(rate, rows, out rates))
                {
                    return false;
                }
            }
            return true;
        }
    }

    public static ManifestDocument From(FolderManifest manifest)
    {
        SortedDictionary<string, SortedDictionary<int, long>?> positions = new(StringComparer.Ordinal);
        foreach ((string incarnation, IReadOnlyDictionary<int, long> partitions) in manifest.Positions)
        {
            positions[incarnation] = new SortedDictionary<int, long>(partitions.ToDictionary());
        }
        return new ManifestDocument
        {
            Version = FolderManifest.Version,
            Address = manifest.Address.Path,
            Day = manifest.Day,
            Revision = manifest.Revision,
            CompleteAt = manifest.CompleteAt.UtcDateTime,
            Rows = manifest.Rows,
            RowsPerFormat = new SortedDictionary<string, long>(
                manifest.RowsPerFormat.ToDictionary(),
                StringComparer.Ordinal
            ),
            Bytes = manifest.Bytes,
            Files = [.. manifest.Files.Select(File.From).OrderBy(file => file.Name, StringComparer.Ordinal)],
            Positions = positions,
        };
    }

    /// <summary>What it says; null when it is not whole, of another version, or contradicts itself.</summary>
    public FolderManifest? ToManifest()
    {
        if (
            Version != FolderManifest.Version
            || this
                is not {
                    Address: { } path,
                    Day: { } day,
                    Revision: { } revision,
                    CompleteAt: { Kind: not DateTimeKind.Unspecified } completeAt,
                    Files: { } files
                }
            || ToAddress(path, day) is not { } address
            || ToPositions() is not { } positions
        )
        {
            return null;
        }
        List<FolderFile> listed = new(files.Count);
        foreach (File? file in files)
        {
            if (file?.ToFile() is not { } known)
            {
                return null;
            }
            listed.Add(known);
        }
        FolderManifest manifest = new()
        {
            Address = address,
            Day = day,
            Revision = revision,
            CompleteAt = new DateTimeOffset(completeAt.ToUniversalTime()),
            Files = listed,
            Positions = positions,
        };
        bool agrees =
            manifest.Problem() is null
            && manifest.Rows == Rows
            && manifest.Bytes == Bytes
            // Missing where a version wrote it that counted a row once per format.
            && (RowsPerFormat is null || AreEqual(RowsPerFormat, manifest.RowsPerFormat));
        return agrees ? manifest : null;
    }

    private static bool AreEqual(SortedDictionary<string, long> said, IReadOnlyDictionary<string, long> counted) =>
        said.Count == counted.Count
        && said.All(format => counted.TryGetValue(format.Key, out long rows) && rows == format.Value);

    // The path stands for itself only as the beginning of a blob's name.
    private static CollectionAddress? ToAddress(string path, DateOnly day)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{path}/{day:yyyy/MM/dd}/{FolderManifest.FileName}");
        return BlobLayout.TryParse(name, out BlobLocation? location) && location.Address.Path == path
            ? location.Address
            : null;
    }

    private Dictionary<string, IReadOnlyDictionary<int, long>>? ToPositions()
    {
        Dictionary<string, IReadOnlyDictionary<int, long>> positions = [];
        foreach ((string incarnation, SortedDictionary<int, long>? partitions) in Positions ?? [])
        {
            if (partitions is null)
            {
                return null;
            }
            positions[incarnation] = partitions;
        }
        return positions;
    }
}
