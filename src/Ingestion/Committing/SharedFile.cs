using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Committing;

/// <summary>
/// The file that rows of the same names share, whatever is not known of their types. Which rows go there is decided by the first file of the folder
/// alone, and once it takes no more rows, by what it knew then: so what is in it stays in it, and what is elsewhere stays elsewhere, whoever decides.
/// </summary>
/// <param name="Blob">The file to go on with: the first one, or one behind it. It may not exist yet.</param>
/// <param name="SchemaHash">The schema hash in its metadata; unset when it does not exist.</param>
/// <param name="Closed">What the first file knew when it was closed or left; unset while it takes rows.</param>
/// <param name="Siblings">The schema hashes that have siblings of their own, and what these contain.</param>
internal sealed record SharedFile(
    BlobState Blob,
    string? SchemaHash,
    ClosedFile? Closed,
    IReadOnlyDictionary<string, CommittedSequences> Siblings
)
{
    /// <summary>The columns of the file when it has taken rows.</summary>
    /// <param name="file">Its columns as they are; unset when none are known.</param>
    /// <param name="rows">The columns of the rows.</param>
    /// <returns><see langword="null"/> when the rows go to a sibling of their own.</returns>
    public FeatureSchema? TryTake(FeatureSchema? file, FeatureSchema rows)
    {
        string hash = rows.TypedHash;
        if (Closed?.Has(rows) == false)
        {
            return null;
        }

        bool isNew = Blob.ETag is null;
        if (file is null)
        {
            // Whatever siblings there are: those of partitions that have left this file decide nothing for others.
            return isNew ? Closed?.Schema ?? rows : null;
        }

        bool keepsTypes = isNew ? TypesTaken.IsKept(file) : Blob.KeepsTypes;
        return keepsTypes ? TypesTaken.TryTake(file, rows, mayFill: true)
            : (SchemaHash ?? file.TypedHash) == hash ? file
            : null;
    }

    /// <summary>
    /// Whether rows that go there now are in a sibling all the same. Where the first file is the one that it always was, none of them are, since types are only
    /// filled in; but somebody may have deleted or replaced it.
    /// </summary>
    public bool IsInSibling(FeatureSchema rows, SourcePartition source, long sequenceNumber) =>
        !rows.HasUntyped
        && Siblings.TryGetValue(rows.TypedHash, out var sequences)
        && sequences.Contains(source, sequenceNumber);
}

/// <summary>What a file knew when it took its last rows.</summary>
/// <param name="SchemaHash">Its schema hash.</param>
/// <param name="Schema">Its columns; unset when they are not kept and none of the rows at hand have its hash.</param>
/// <param name="KeepsTypes">Whether it kept the types of its columns.</param>
internal sealed record ClosedFile(string SchemaHash, FeatureSchema? Schema, bool KeepsTypes)
{
    /// <summary>Whether such rows may be in it.</summary>
    public bool Has(FeatureSchema rows) =>
        KeepsTypes
            ? Schema is not null && TypesTaken.TryTake(Schema, rows, mayFill: false) is not null
            : SchemaHash == rows.TypedHash;
}
