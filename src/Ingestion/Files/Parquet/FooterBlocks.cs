namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// How a footer is cut into blocks. What is known of row groups that are never merged again is a block of its own for each 32 of them, and
/// stays: a flush writes anew only what precedes it (the schema and the number of row groups) and what follows it. While there is no such row
/// group the footer is one block.
/// </summary>
internal static class FooterBlocks
{
    private const int RowGroupsPerBlock = 32;

    /// <summary>How many blocks at the end are the footer; 0 when no number of them is as long as the footer says that it is.</summary>
    /// <param name="blockLengths">The lengths of all blocks.</param>
    /// <param name="lastBlock">The last block.</param>
    public static int Count(IReadOnlyList<long> blockLengths, ReadOnlySpan<byte> lastBlock)
    {
        long missing = ParquetFooter.ReadLength(lastBlock) ?? -1;
        for (int count = 1; missing > 0 && count <= blockLengths.Count; count++)
        {
            missing -= blockLengths[^count];
            if (missing == 0)
            {
                return count;
            }
        }

        return 0;
    }

    /// <summary>Cuts a footer.</summary>
    /// <param name="bytes">The footer, with length and magic.</param>
    /// <param name="rowGroupsAt">Where the row groups begin in it.</param>
    /// <param name="rowGroups">The row groups.</param>
    public static List<ReadOnlyMemory<byte>> Cut(
        ReadOnlyMemory<byte> bytes,
        int rowGroupsAt,
        IReadOnlyList<RowGroupEntry> rowGroups
    )
    {
        int full = TierPolicy.FirstUnsealed(rowGroups);
        if (full == 0)
        {
            return [bytes];
        }

        List<ReadOnlyMemory<byte>> blocks = [bytes[..rowGroupsAt]];
        int position = rowGroupsAt;
        for (int first = 0; first < full; first += RowGroupsPerBlock)
        {
            int length = 0;
            for (int i = first; i < Math.Min(first + RowGroupsPerBlock, full); i++)
            {
                length += rowGroups[i].Bytes.Length;
            }

            blocks.Add(bytes.Slice(position, length));
            position += length;
        }

        blocks.Add(bytes[position..]);
        return blocks;
    }
}
