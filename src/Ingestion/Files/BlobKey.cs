using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Files;

/// <summary>What decides the file.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="SchemaHash">The columns of the rows, in any order.</param>
/// <param name="Kind">The format.</param>
/// <param name="Partition">The partition, where each partition of the hub has a file of its own; else <see langword="null"/>.</param>
internal readonly record struct BlobKey(string Folder, string SchemaHash, FileKind Kind, int? Partition = null)
{
    /// <summary>Where among the files of the folder the rows go.</summary>
    public Placement Placement { get; init; }

    /// <summary>The files that belong to it, for states: no other key has the same.</summary>
    public string Id => $"{this}.{Kind.ToString().ToLowerInvariant()}#{Prefix}{SchemaHash}";

    private string Prefix =>
        Placement switch
        {
            Placement.ByNames => "names:",
            Placement.Sibling => "types:",
            _ => "",
        };

    /// <summary>The files that belong to it, for people.</summary>
    public override string ToString() => $"{Folder}/data{(Partition is { } p ? $"-p{p:D4}" : "")}*";

    /// <summary>The key of rows whose file learns the types of its columns: what they have in common is the names.</summary>
    public static BlobKey ByNames(string folder, FeatureSchema schema, FileKind kind, int? partition) =>
        new(folder, ColumnNames.Hash(schema), kind, partition) { Placement = Placement.ByNames };

    /// <summary>The key of rows among them that the first file of the folder does not take.</summary>
    public BlobKey Sibling(string schemaHash) => this with { SchemaHash = schemaHash, Placement = Placement.Sibling };
}
