using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Replaying;

/// <summary>What a replay did to the files of one schema, format and share in one folder.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Names">The files; empty when there is none.</param>
/// <param name="Kind">The format.</param>
/// <param name="SchemaHash">The columns.</param>
/// <param name="Rows">The rows in them, or those that were read for it when nothing is written.</param>
/// <param name="Missing">The rows that were read and are not in them.</param>
/// <param name="Outcome">What became of them.</param>
/// <param name="Detail">Why, and what to do; empty when there is nothing to say.</param>
public sealed record ReplayedFile(
    string Folder,
    IReadOnlyList<DataFileName> Names,
    FileKind Kind,
    string SchemaHash,
    long Rows,
    long Missing,
    ReplayOutcome Outcome,
    string Detail
);
