using System.Diagnostics.CodeAnalysis;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Completing;

/// <summary>A data file with what its metadata say of it, all of which anybody with rights can edit.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Blob">The blob.</param>
/// <param name="SchemaHash">The schema of its rows.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Sequences">What is in it.</param>
internal sealed record DescribedFile(
    DataFileName Name,
    BlobListing Blob,
    string SchemaHash,
    long Rows,
    CommittedSequences Sequences
)
{
    /// <summary>The hash by which <c>_schema.json</c> knows the schema: exact types do not count.</summary>
    public string ColumnsHash => Blob.Metadata.GetValueOrDefault(BlobMetadata.Columns) ?? SchemaHash;

    /// <summary>Reads a listed file. Never throws, whatever the metadata are.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="file">The file.</param>
    /// <param name="problem">What is wrong with it, for a person.</param>
    public static bool TryRead(
        DataFileName name,
        BlobListing blob,
        [NotNullWhen(true)] out DescribedFile? file,
        [NotNullWhen(false)] out string? problem
    )
    {
        var metadata = blob.Metadata;
        string? hash = metadata.GetValueOrDefault(BlobMetadata.Schema);
        var sequences = CommittedSequences.TryUnpack(metadata.GetValueOrDefault(BlobMetadata.Sequences));
        problem =
            !BlobMetadata.IsOurs(metadata) ? Say(BlobMetadata.Format, "is missing or of another version")
            : !BlobMetadata.IsHash(hash) ? Say(BlobMetadata.Schema, "is not 16 lower-case hex digits")
            : metadata.TryGetValue(BlobMetadata.Columns, out string? columns) && !BlobMetadata.IsHash(columns)
                ? Say(BlobMetadata.Columns, "is not 16 lower-case hex digits")
            : name.SchemaHash is { } named && named != hash ? Say(BlobMetadata.Schema, "is not the one in the name")
            : !BlobMetadata.HasCounts(metadata)
                ? Say($"{BlobMetadata.Rows} or {BlobMetadata.Copies}", "is not a number of rows")
            : sequences is null or { Count: 0 } ? Say(BlobMetadata.Sequences, "cannot be read")
            : null;
        file = problem is null
            ? new DescribedFile(name, blob, hash!, BlobMetadata.ReadRows(metadata), sequences!)
            : null;
        return file is not null;
    }

    private static string Say(string entry, string problem) => $"the entry {entry} {problem}";
}
