namespace ModelData.Crash.Tests.Files;

/// <summary>A row as a reader sees it: who sent it, and its number.</summary>
internal readonly record struct FileRow(string Stream, long Number);
