using ModelData.Ingestion.Blobs;

namespace ModelData.Ingestion.Files.Csv;

/// <summary>
/// Decides which blocks at the end of a file are merged with the rows of the next commit. The service allows 50,000 blocks and commits
/// grow slow long before, so blocks are merged by bytes, in tiers: as soon as those below a limit reach it together, they become one
/// block above it. Every byte is uploaded once for itself and at most once per tier.
/// </summary>
internal static class BlockTiers
{
    /// <summary>The least size of a block that is merged no more, unless a file has very many of them.</summary>
    public const int SmallBytes = 1024 * 1024;

    /// <summary>From here on blocks of <see cref="SmallBytes"/> and more are merged as well.</summary>
    public const int ManyBlocks = 500;

    private const int TinyBytes = 16 * 1024;
    private const int LargeBytes = 64 * 1024 * 1024;

    /// <summary>How many blocks stay as they are; the others are merged with the new rows.</summary>
    /// <param name="blocks">The blocks of the file.</param>
    /// <param name="addedBytes">The size of the new rows.</param>
    public static int CountKept(IReadOnlyList<CommittedBlock> blocks, long addedBytes)
    {
        int kept = CountKept(blocks, addedBytes, TinyBytes, blocks.Count);
        kept = CountKept(blocks, addedBytes, SmallBytes, kept);
        return blocks.Count >= ManyBlocks ? CountKept(blocks, addedBytes, LargeBytes, kept) : kept;
    }

    /// <summary>One tier: the blocks at the end that are smaller than the limit are merged, if they reach it together with what is new.</summary>
    public static int CountKept(IReadOnlyList<CommittedBlock> blocks, long addedBytes, long limit, int otherwise)
    {
        int first = blocks.Count;
        long sum = addedBytes;
        while (first > 0 && blocks[first - 1].Length < limit)
        {
            sum += blocks[--first].Length;
        }

        return sum >= limit ? first : otherwise;
    }
}
