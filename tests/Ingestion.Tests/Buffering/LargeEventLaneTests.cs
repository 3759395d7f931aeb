using ModelData.Ingestion.Memory;

namespace ModelData.Ingestion.Tests.Buffering;

[Trait("Level", "Unit")]
public sealed class LargeEventLaneTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enter_WhileAnotherHoldsTheLane_WaitsUntilEnoughIsGivenBack()
    {
        var sut = new LargeEventLane(100);
        var first = await sut.EnterAsync(1_000, Token);
        Assert.Equal(100, first.Bytes);
        var second = sut.EnterAsync(40, Token).AsTask();
        Assert.False(second.IsCompleted);

        first.Shrink(60);
        Assert.Equal(40, (await second).Bytes);
        Assert.Equal(100, sut.UsedBytes);
    }

    [Fact]
    public async Task Share_ShrunkAndGivenBack_OnlyEverBecomesLessAndIsGivenBackOnce()
    {
        var sut = new LargeEventLane(100);
        using var share = await sut.EnterAsync(80, Token);
        share.Shrink(90);
        Assert.Equal(80, sut.UsedBytes);
        share.Shrink(30);
        Assert.Equal(30, sut.UsedBytes);
        var other = share.HandOver();
        share.Dispose();
        Assert.Equal(30, sut.UsedBytes);
        other.Dispose();
        other.Dispose();
        Assert.Equal(0, sut.UsedBytes);
    }

    [Fact]
    public async Task Enter_Cancelled_LeavesNothing()
    {
        var sut = new LargeEventLane(100);
        var first = await sut.EnterAsync(100, Token);
        using var cancel = new CancellationTokenSource();
        var second = sut.EnterAsync(100, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        Assert.Equal(0, sut.UsedBytes);
        (await sut.EnterAsync(100, Token)).Dispose();
    }

    [Fact]
    public void Capacity_MoreThanAnyLegalEventNeeds_IsNotTaken() =>
        Assert.Equal(LargeEventLane.EnoughBytes, new LargeEventLane(long.MaxValue).CapacityBytes);

    [Fact]
    public void Scratch_MorePartitions_EachHasLess()
    {
        var sut = new ScratchMemory(8 << 20);
        sut.Join("0");
        sut.Join("0");
        Assert.Equal(ScratchMemory.MostBytes, sut.BytesPerPartition);
        for (int i = 0; i < 4; i++)
        {
            sut.Join($"{i}");
        }

        Assert.Equal(2 << 20, sut.BytesPerPartition);
        for (int i = 0; i < 100; i++)
        {
            sut.Join($"{i}");
        }

        Assert.Equal(1 << 20, sut.BytesPerPartition);
    }
}
