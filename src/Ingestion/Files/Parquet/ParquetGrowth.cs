namespace ModelData.Ingestion.Files.Parquet;

/// <summary>What a commit makes of a file: row groups at the front stay where they are, other blocks follow.</summary>
/// <param name="KeptBlocks">The row groups that stay.</param>
/// <param name="Rest">A row group, then the footer.</param>
internal sealed record ParquetGrowth(int KeptBlocks, IReadOnlyList<ParquetBlock> Rest)
{
    /// <summary>The file as it is once this is committed.</summary>
    public required ParquetFile After { get; init; }

    /// <summary>
    /// Why row groups that should have been merged were left as they are: what is in the file could not be read. Worth a log line: the new rows are
    /// safe, but the file keeps more row groups than it should. Never holds values.
    /// </summary>
    public string? MergeProblem { get; init; }
}

/// <summary>A block: new bytes, or the ones of a committed block in another place.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="Committed">The number of the block that has them already.</param>
/// <param name="IsRented">Whether the bytes are in a rented array, and gone once that is returned.</param>
internal readonly record struct ParquetBlock(
    ReadOnlyMemory<byte> Content,
    int? Committed = null,
    bool IsRented = false
);
