namespace ModelData.Bench.Load.Loops;

/// <summary>Answers at once.</summary>
internal sealed class NullBlockSink : IBlockSink
{
    public Task WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken) => Task.CompletedTask;
}
