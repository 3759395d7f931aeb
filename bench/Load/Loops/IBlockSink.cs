namespace ModelData.Bench.Load.Loops;

/// <summary>Where a loop puts its blocks.</summary>
internal interface IBlockSink
{
    /// <summary>Makes a block visible. One call at a time per stream of blocks.</summary>
    Task WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken);
}
