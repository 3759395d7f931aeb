using ModelData.Ingestor.Buffering;

namespace ModelData.Ingestor.Tests.Buffering;

[Trait("Category", "Unit")]
public sealed class ChunkPoolTests
{
    private const int Capacity = 4 << 20;
    private readonly ChunkPool _sut = new(Capacity);

    [Fact]
    public void Rent_ManySmallBuffersAfterOneLarge_KeepsNothingBesideThem()
    {
        byte[][] large = [.. Enumerable.Range(0, 32).Select(_sut.Rent)];
        Assert.All(large, _sut.Return);
        Assert.InRange(_sut.Bytes, Capacity / 2, Capacity);

        byte[][] small = [.. Enumerable.Range(0, Capacity / 4096).Select(_ => _sut.Rent(0))];
        Assert.Equal(small.Sum(chunk => chunk.Length), _sut.Bytes);
    }

    [Fact]
    public void Rent_WhatWasReturned_IsUsedAgain()
    {
        byte[] chunk = _sut.Rent(7);
        _sut.Return(chunk);
        Assert.Same(chunk, _sut.Rent(7));
    }

    [Fact]
    public void Rent_BufferOfAnySize_TakesAtMostHalfMoreThanItsRows()
    {
        long before = 0;
        for (int index = 0; index < 100; index++)
        {
            int chunk = _sut.Rent(index).Length;
            // The last chunk may be empty but for a byte.
            Assert.True(chunk <= 4096 || chunk <= before / 2, $"chunk {index} of {chunk} bytes behind {before}");
            before += chunk;
        }
    }
}
