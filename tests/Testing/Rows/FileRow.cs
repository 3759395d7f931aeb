namespace ModelData.Testing;

/// <summary>A row as a reader sees it: who sent it, and its number.</summary>
public readonly record struct FileRow(string Stream, long Number);
