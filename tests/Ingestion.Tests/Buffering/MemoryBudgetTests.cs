using ModelData.Ingestion.Memory;

namespace ModelData.Ingestion.Tests.Buffering;

[Trait("Level", "Unit")]
public sealed class MemoryBudgetTests
{
    [Fact]
    public async Task Reserve_BeyondTheCapacity_WaitsInOrderAndAsksForAFlush()
    {
        var sut = new MemoryBudget(100);
        int asked = 0;
        sut.Exhausted += () => asked++;
        await sut.ReserveAsync(80, Token);
        var first = sut.ReserveAsync(50, Token).AsTask();
        var second = sut.ReserveAsync(30, Token).AsTask();
        Assert.False(first.IsCompleted || second.IsCompleted);
        Assert.True(asked > 0);

        sut.Release(80);
        await Task.WhenAll(first, second);
        Assert.Equal(80, sut.UsedBytes);
    }

    [Fact]
    public async Task Reserve_LargerThanTheBudget_IsGrantedWhenNothingElseIsHeld()
    {
        var sut = new MemoryBudget(100);
        await sut.ReserveAsync(1, Token);
        var large = sut.ReserveAsync(1_000, Token).AsTask();
        Assert.False(large.IsCompleted);
        sut.Release(1);
        await large;
        Assert.Equal(1_000, sut.UsedBytes);
    }

    [Fact]
    public async Task Reserve_Cancelled_GivesItsPlaceUp()
    {
        var sut = new MemoryBudget(100);
        await sut.ReserveAsync(100, Token);
        using var cancel = new CancellationTokenSource();
        var cancelled = sut.ReserveAsync(50, cancel.Token).AsTask();
        var next = sut.ReserveAsync(60, Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        sut.Release(100);
        await next;
        Assert.Equal(60, sut.UsedBytes);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
