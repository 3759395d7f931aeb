using ModelData.Ingestion.Memory;

namespace ModelData.Ingestion.Files;

/// <summary>What the next commit of a file consists of: the first blocks as they are, and others behind them.</summary>
/// <param name="KeptBlocks">How many of the committed blocks stay where they are.</param>
/// <param name="Rest">What stands behind them, in order.</param>
/// <param name="Arrays">What the new blocks are in; to be returned once they are committed.</param>
internal sealed record FileGrowth(int KeptBlocks, IReadOnlyList<FileBlock> Rest, RentedArrays? Arrays = null);

/// <summary>A block behind those that stay where they are.</summary>
internal abstract record FileBlock;

/// <summary>A block to stage.</summary>
/// <param name="Content">Its bytes; seekable.</param>
/// <param name="Kept">The same bytes, when the block is so small that it will be merged soon; else <see langword="null"/>.</param>
internal sealed record NewBlock(Stream Content, byte[]? Kept) : FileBlock;

/// <summary>A committed block in another place: its bytes are not sent again.</summary>
/// <param name="Index">Its number in the file as it is.</param>
internal sealed record MovedBlock(int Index) : FileBlock;

/// <summary>Blocks that are made one after the other, each once the one before it is staged: not all of them need be in memory.</summary>
/// <param name="NextAsync">Makes the next block; <see langword="null"/> when there is none.</param>
internal sealed record PlannedBlocks(Func<CancellationToken, ValueTask<FileBlock?>> NextAsync) : FileBlock;
