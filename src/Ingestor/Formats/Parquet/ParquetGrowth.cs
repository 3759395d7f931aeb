namespace ModelData.Ingestor.Formats.Parquet;

/// <summary>What a commit makes of a file: some of its blocks at the front stay, new ones follow.</summary>
/// <param name="KeptBlocks">The blocks that stay. The old footer is never among them.</param>
/// <param name="NewBlocks">A row group or none, then the footer.</param>
internal sealed record ParquetGrowth(int KeptBlocks, IReadOnlyList<ReadOnlyMemory<byte>> NewBlocks)
{
    /// <summary>The file as it is once this is committed.</summary>
    public required ParquetFile After { get; init; }

    /// <summary>
    /// Why row groups that should have been merged were left as they are: what is in the file could not be read. Worth a log line: the new rows are
    /// safe, but the file keeps more row groups than it should. Never holds values.
    /// </summary>
    public string? MergeProblem { get; init; }
}
