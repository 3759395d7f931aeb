using ModelData.Operations.Files;

namespace ModelData.Console.Files;

/// <summary>A data file.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="File">The file.</param>
/// <param name="Columns">Its columns, with types as they are named; null when neither its schema nor the file itself tells them.</param>
/// <param name="Head">Its first rows; null when they are not shown to whoever looks.</param>
/// <param name="Problem">Why there are no rows or columns; null when there are.</param>
public sealed record FileModel(
    FolderPath Path,
    DataFile File,
    IReadOnlyList<FileColumn>? Columns,
    FileHead? Head,
    string? Problem
);

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in a word.</param>
/// <param name="Redaction">How it was redacted; null when it was not.</param>
public sealed record FileColumn(string Name, string Type, string? Redaction);

/// <summary>The first rows of a file.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The values, as texts; null is the empty text.</param>
public sealed record FileHead(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
