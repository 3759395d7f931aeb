using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Files;

/// <summary>What decides the file.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="SchemaHash">The columns of the rows, in any order.</param>
/// <param name="Kind">The format.</param>
/// <param name="Partition">The partition, where each partition of the hub has a file of its own; else <see langword="null"/>.</param>
internal readonly record struct BlobKey(string Folder, string SchemaHash, FileKind Kind, int? Partition = null)
{
    /// <summary>The files that belong to it, for states: no other key has the same.</summary>
    public string Id => $"{this}.{Kind.ToString().ToLowerInvariant()}#{SchemaHash}";

    /// <summary>The files that belong to it, for people.</summary>
    public override string ToString() => $"{Folder}/data{(Partition is { } p ? $"-p{p:D4}" : "")}*";
}
