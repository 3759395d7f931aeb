namespace ModelData.Ingestion.Blobs;

/// <summary>Names the blocks of a writer. Thread-safe.</summary>
internal interface IBlockIds
{
    /// <summary>An id that no writer has ever used, for the next block of this blob.</summary>
    /// <param name="committedBlocks">The number of blocks that the blob has.</param>
    string Next(int committedBlocks);
}
