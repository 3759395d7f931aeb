using ModelData.Ingestion.Memory;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Buffering;

[Trait("Level", "Unit")]
public sealed class ByteQueueTests
{
    private const long Capacity = 100;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reserve_WhileALargeOneWaits_SmallOnesThatFitPassIt()
    {
        var sut = new ByteQueue(Capacity);
        await sut.ReserveAsync(60, Token);
        var large = sut.ReserveAsync(50, Token).AsTask();
        await sut.ReserveAsync(30, Token);
        sut.Release(30);
        Assert.False(large.IsCompleted);
        sut.Release(60);
        await large;
        Assert.Equal(50, sut.UsedBytes);
    }

    [Fact]
    public async Task Reserve_SmallOnesAgainAndAgain_ALargeOneIsNotPassedForEver()
    {
        var sut = new ByteQueue(Capacity);
        await sut.ReserveAsync(60, Token);
        var large = sut.ReserveAsync(90, Token).AsTask();
        int passed = 0;
        var small = sut.ReserveAsync(10, Token).AsTask();
        while (small.IsCompleted)
        {
            passed++;
            sut.Release(10);
            small = sut.ReserveAsync(10, Token).AsTask();
        }

        Assert.Equal(Capacity / 10, passed);
        sut.Release(60);
        await large;
        await small;
        Assert.Equal(Capacity, sut.UsedBytes);
    }

    [Fact]
    public async Task Reserve_CancelledBeforeOthers_TheyNeedNotWaitForAnythingElse()
    {
        var sut = new ByteQueue(Capacity);
        await sut.ReserveAsync(60, Token);
        using var cancel = new CancellationTokenSource();
        var large = sut.ReserveAsync(1_000, cancel.Token).AsTask();
        var next = sut.ReserveAsync(101, Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        Assert.False(next.IsCompleted);
        await sut.ReserveAsync(40, Token);
        sut.Release(100);
        await next;
        sut.Release(101);
        Assert.Equal(0, sut.UsedBytes);
    }

    /// <summary>
    /// Any order of reservations, releases and cancellations: never more is held than there is, but by one alone, and nobody waits for nothing.
    /// </summary>
    [Fact]
    public async Task Reserve_AnyOrderOfCalls_HoldsNoMoreThanThereIsAndLosesNothing()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            await PlayAsync(new Random(seed), $"seed {seed}");
        }
    }

    private static async Task PlayAsync(Random random, string seed)
    {
        var sut = new ByteQueue(Capacity);
        var asked = new List<Request>();
        for (int step = 0; step < 200; step++)
        {
            int choice = random.Next(10);
            var held = asked.FindAll(request => request.Task.IsCompletedSuccessfully);
            if (choice < 5)
            {
                var cancel = new CancellationTokenSource();
                long bytes = random.Next(8) == 0 ? random.Next(1, 250) : random.Next(1, 40);
                asked.Add(new Request(bytes, cancel, sut.ReserveAsync(bytes, cancel.Token).AsTask()));
            }
            else if (choice < 8 && held.Count > 0)
            {
                var released = held[random.Next(held.Count)];
                asked.Remove(released);
                sut.Release(released.Bytes);
            }
            else if (asked.Count > 0)
            {
                await asked[random.Next(asked.Count)].Cancel.CancelAsync();
            }

            await SettleAsync(sut, asked, $"{seed}, step {step}");
            asked.RemoveAll(request => request.Task.IsCanceled);
            held = asked.FindAll(request => request.Task.IsCompletedSuccessfully);
            long sum = held.Sum(request => request.Bytes);
            Assert.True(sum <= Capacity || held.Count == 1, $"{seed}, step {step}: {sum} bytes are held");
            Assert.True(sum > 0 || asked.Count == 0, $"{seed}, step {step}: somebody waits while nothing is held");
        }
    }

    /// <summary>Whoever was granted bytes or gave up hears of it a moment later.</summary>
    private static async Task SettleAsync(ByteQueue sut, List<Request> asked, string when)
    {
        for (int i = 0; i < 1_000 && !IsSettled(); i++)
        {
            await Task.Yield();
        }

        await Eventually.IsTrueAsync(
            IsSettled,
            TimeSpan.FromSeconds(30),
            () => $"{when}: {sut.UsedBytes} bytes are held by somebody"
        );

        bool IsSettled() =>
            sut.UsedBytes == asked.Where(it => it.Task.IsCompletedSuccessfully).Sum(it => it.Bytes)
            && !asked.Exists(it => it.Cancel.IsCancellationRequested && !it.Task.IsCompleted);
    }

    private sealed record Request(long Bytes, CancellationTokenSource Cancel, Task Task);
}
