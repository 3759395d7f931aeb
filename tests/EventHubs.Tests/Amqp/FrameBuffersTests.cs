using CsCheck;

namespace ModelData.EventHubs.Amqp;

[Trait("Category", "Unit")]
public sealed class FrameBuffersTests
{
    [Fact]
    public void TakeBuffer_AnySize_FitsAndIsAtMostAnEighthTooLarge() =>
        Gen.Int[1, 16 * 1024 * 1024]
            .Sample(
                wanted =>
                {
                    int got = new FrameBuffers().TakeBuffer(wanted).Count;
                    return got >= wanted && (wanted < 512 ? got == 512 : got <= wanted + (wanted / 8));
                },
                iter: 200
            );

    [Fact]
    public void TakeBuffer_AfterReturn_GivesTheSameArray()
    {
        var sut = new FrameBuffers();
        ArraySegment<byte> first = sut.TakeBuffer(120_000);
        sut.ReturnBuffer(first);

        Assert.Same(first.Array, sut.TakeBuffer(121_000).Array);
        Assert.NotSame(first.Array, sut.TakeBuffer(121_000).Array);
    }

    [Fact]
    public void ReturnBuffer_MoreThanIsKept_OtherSizesMakeRoom()
    {
        var sut = new FrameBuffers();
        ArraySegment<byte>[] small = [.. Enumerable.Range(0, 64).Select(_ => sut.TakeBuffer(256 * 1024))];
        ArraySegment<byte>[] large = [.. Enumerable.Range(0, 16).Select(_ => sut.TakeBuffer(1024 * 1024))];
        Array.ForEach(small, sut.ReturnBuffer);
        Array.ForEach(large, sut.ReturnBuffer);

        Assert.Contains(sut.TakeBuffer(1024 * 1024).Array, large.Select(each => each.Array));
    }
}
