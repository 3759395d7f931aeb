namespace ModelData.Ingestor.Formats;

/// <summary>What the next commit of a file consists of: the first blocks as they are, and new ones behind them.</summary>
/// <param name="KeptBlocks">How many of the committed blocks stay; the others are replaced.</param>
/// <param name="NewBlocks">The new blocks in order.</param>
internal sealed record FileGrowth(int KeptBlocks, IReadOnlyList<NewBlock> NewBlocks);

/// <summary>A block to stage.</summary>
/// <param name="Content">Its bytes; seekable.</param>
/// <param name="Kept">The same bytes, when the block is so small that it will be merged soon; else <see langword="null"/>.</param>
internal readonly record struct NewBlock(Stream Content, byte[]? Kept);
