using System.Runtime.InteropServices;
using ModelData.Producer.Buffering;

namespace ModelData.Producer.Tests.Buffering;

[Trait("Level", "Unit")]
public sealed class RowQueueTests
{
    private const int PayloadBytes = 1000;
    private readonly List<int> _discarded = [];

    [Fact]
    public void TryReserve_FullAndDropOldest_OldestMakesRoom()
    {
        RowQueue queue = Create(FullRingPolicy.DropOldest, TimeSpan.Zero);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(ReserveResult.Reserved, Put(queue, i));
        }

        Assert.Equal([0, 1, 2, 3, 4, 5], _discarded);
        Assert.True(queue.Ring.TryRead(out ReadOnlySpan<byte> oldest));
        Assert.Equal(6, RecordHeader.Read(oldest).CollectorId);
    }

    [Fact]
    public void TryReserve_FullAndDropOldestWhileOldestIsUnwritten_NewestGoes()
    {
        RowQueue queue = Create(FullRingPolicy.DropOldest, TimeSpan.Zero);
        Assert.Equal(ReserveResult.Reserved, queue.TryReserve(PayloadBytes, out _));
        Put(queue, 1);
        Put(queue, 2);
        Put(queue, 3);

        Assert.Equal(ReserveResult.Full, Put(queue, 4));
        Assert.Empty(_discarded);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void TryReserve_FullAndWait_GivesUpAfterTheTime(int milliseconds)
    {
        RowQueue queue = Create(FullRingPolicy.Wait, TimeSpan.FromMilliseconds(milliseconds));
        Fill(queue);
        long start = TimeProvider.System.GetTimestamp();

        Assert.Equal(ReserveResult.Full, Put(queue, 9));
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(milliseconds));
    }

    [Fact]
    public async Task TryReserve_FullAndWait_GoesOnAsSoonAsThereIsRoom()
    {
        RowQueue queue = Create(FullRingPolicy.Wait, TimeSpan.FromMinutes(1));
        Fill(queue);
        Task<ReserveResult> waiting = Task.Run(() => Put(queue, 9), TestContext.Current.CancellationToken);
        await Wait.UntilAsync(() => queue.HasWaiters, "the writer waits");

        Read(queue);

        await Wait.UntilAsync(waiting);
        Assert.Equal(ReserveResult.Reserved, await waiting);
    }

    [Fact]
    public async Task Close_WhileAWriterWaits_LetsItGo()
    {
        RowQueue queue = Create(FullRingPolicy.Wait, TimeSpan.FromMinutes(1));
        Fill(queue);
        Task<ReserveResult> waiting = Task.Run(() => Put(queue, 9), TestContext.Current.CancellationToken);
        await Wait.UntilAsync(() => queue.HasWaiters, "the writer waits");

        queue.Close();

        await Wait.UntilAsync(waiting);
        Assert.Equal(ReserveResult.Closed, await waiting);
    }

    [Fact]
    public async Task Publish_BehindTheAlarm_WakesTheReaderOnce()
    {
        RowQueue queue = Create(FullRingPolicy.DropNewest, TimeSpan.Zero);
        queue.SetAlarm(2000);
        Put(queue, 0);
        Task sleep = queue.Signal.WaitAsync().AsTask();
        Assert.False(sleep.IsCompleted);
        Put(queue, 1);
        await Wait.UntilAsync(sleep);
        Put(queue, 2);
        sleep = queue.Signal.WaitAsync().AsTask();
        Assert.False(sleep.IsCompleted);
        queue.Signal.Set();
        await Wait.UntilAsync(sleep);
    }

    [Fact]
    public async Task Set_BeforeAnybodyWaits_EndsTheNextWaitOnly()
    {
        WakeSignal signal = new();
        signal.Set();
        signal.Set();
        Assert.True(signal.WaitAsync().AsTask().IsCompleted);
        Task second = signal.WaitAsync().AsTask();
        Assert.False(second.IsCompleted);
        signal.Set();
        await Wait.UntilAsync(second);
    }

    private RowQueue Create(FullRingPolicy policy, TimeSpan wait) =>
        new(new RowRing(4096), policy, wait, TimeProvider.System, header => _discarded.Add(header.CollectorId));

    private static void Fill(RowQueue queue)
    {
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(ReserveResult.Reserved, Put(queue, i));
        }
    }

    private static ReserveResult Put(RowQueue queue, int id)
    {
        RowQueue.BeginCall();
        ReserveResult result = queue.TryReserve(PayloadBytes, out long position);
        if (result == ReserveResult.Reserved)
        {
            MemoryMarshal.Write(queue.Ring.Payload(position, PayloadBytes), new RecordHeader { CollectorId = id });
            queue.Publish(position, PayloadBytes, isFilled: true);
        }
        return result;
    }

    private static void Read(RowQueue queue)
    {
        lock (queue.ReaderGate)
        {
            Assert.True(queue.Ring.TryRead(out _));
            queue.Release();
        }
    }
}
