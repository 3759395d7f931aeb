using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Replaying;

/// <summary>The files of a group in a container, as a listing shows them, and what speaks against writing another one.</summary>
/// <param name="Files">The names in their order.</param>
/// <param name="Rows">The rows in them.</param>
/// <param name="Sequences">What they contain.</param>
/// <param name="Obstacle">
/// Why rows that are not in them may still be in another file, for a person; <see langword="null"/> when they cannot.
/// </param>
internal sealed record GroupFiles(
    IReadOnlyList<DataFileName> Files,
    long Rows,
    CommittedSequences Sequences,
    string? Obstacle
)
{
    /// <summary>The rows of those files that groups of the same names share.</summary>
    public IReadOnlyDictionary<DataFileName, long> Shared { get; private init; } = new Dictionary<DataFileName, long>();

    public static async Task<GroupFiles> ReadAsync(
        IDataBlobs blobs,
        ReplayedGroup group,
        IFileFormat format,
        CancellationToken cancellationToken
    )
    {
        var key = group.Key;
        string? obstacle = null;
        var files = new List<DataFileName>();
        var sequences = new CommittedSequences();
        var shared = new Dictionary<DataFileName, long>();
        long rows = 0;
        foreach (var (name, metadata) in await ListAsync(blobs, key.Folder, format, cancellationToken))
        {
            bool isOwn = IsOwn(metadata, group);
            if (isOwn && name.Partition == key.Partition)
            {
                files.Add(name);
                rows += BlobMetadata.ReadRows(metadata);
                if (BlobMetadata.IsLearning(metadata))
                {
                    shared[name] = BlobMetadata.ReadRows(metadata);
                }

                sequences.RaiseAll(Unpack(metadata));
            }
            else if (!BlobMetadata.IsOurs(metadata))
            {
                obstacle ??=
                    $"{name} was written by somebody else and may hold the rows: move it away, and run the command again";
            }
            else if (isOwn && name.Partition.HasValue != key.Partition.HasValue && Overlaps(metadata, group))
            {
                obstacle ??= $"the rows may be in {name}, which was written while the service was routed otherwise";
            }
        }

        obstacle ??= await FindInOtherLayoutAsync(blobs, group, format, cancellationToken);
        files.Sort((a, b) => a.Ordinal.CompareTo(b.Ordinal));
        return new GroupFiles(files, rows, sequences, obstacle) { Shared = shared };
    }

    // Months and days with and without a leading zero are different folders.
    private static async Task<string?> FindInOtherLayoutAsync(
        IDataBlobs blobs,
        ReplayedGroup group,
        IFileFormat format,
        CancellationToken cancellationToken
    )
    {
        string padded = BlobLayout.Folder(group.Address, group.Day, isPadded: true);
        string other =
            padded == group.Key.Folder ? BlobLayout.Folder(group.Address, group.Day, isPadded: false) : padded;
        if (other == group.Key.Folder)
        {
            return null;
        }

        foreach (var (name, metadata) in await ListAsync(blobs, other, format, cancellationToken))
        {
            if (IsOwn(metadata, group) && Overlaps(metadata, group))
            {
                return $"the rows may be in {other}/{name}, which was written while folders were named otherwise";
            }
        }

        return null;
    }

    // A file that learns types may hold the rows beside those of other schemas.
    private static bool IsOwn(IReadOnlyDictionary<string, string> metadata, ReplayedGroup group) =>
        BlobMetadata.IsByHash(metadata, group.Key.SchemaHash)
        || (
            BlobMetadata.IsLearning(metadata)
            && (
                metadata.GetValueOrDefault(BlobMetadata.Names) == ColumnNames.Hash(group.Schema)
                || metadata.GetValueOrDefault(BlobMetadata.Schema) == group.Key.SchemaHash
            )
        );

    private static bool Overlaps(IReadOnlyDictionary<string, string> metadata, ReplayedGroup group)
    {
        var sources = Unpack(metadata).Entries.Select(entry => entry.Key).ToHashSet();
        return group.Sequences.Entries.Any(entry => sources.Contains(entry.Key));
    }

    private static CommittedSequences Unpack(IReadOnlyDictionary<string, string> metadata) =>
        CommittedSequences.TryUnpack(metadata.GetValueOrDefault(BlobMetadata.Sequences)) ?? new CommittedSequences();

    private static async Task<List<(DataFileName Name, IReadOnlyDictionary<string, string> Metadata)>> ListAsync(
        IDataBlobs blobs,
        string folder,
        IFileFormat format,
        CancellationToken cancellationToken
    )
    {
        var files = new List<(DataFileName Name, IReadOnlyDictionary<string, string> Metadata)>();
        foreach (var blob in await blobs.ListAsync($"{folder}/data", cancellationToken))
        {
            if (
                DataFileName.TryParse(blob.Name.AsSpan(folder.Length + 1), out var name)
                && name.Extension == format.Extension
            )
            {
                files.Add((name, blob.Metadata));
            }
        }

        return files;
    }
}
