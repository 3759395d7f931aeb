namespace ModelData.Ingestion.Committing;

/// <summary>
/// How large a file may become before rows go to its next sibling. Reading and committing block lists takes time in proportion (0.5 s at the
/// 50,000 blocks that the service allows); merging keeps a file below the limit up to about 30 GB.
/// </summary>
/// <param name="MaxBlocks">The most blocks.</param>
internal sealed record FileLimits(int MaxBlocks)
{
    public static readonly FileLimits Default = new(900);
}
