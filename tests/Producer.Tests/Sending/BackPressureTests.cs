using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Sending;

/// <summary>An outage: batches wait up to their budget, then the ring fills, then rows are dropped by the policy. All of it counted.</summary>
[Trait("Level", "Unit")]
public sealed class BackPressureTests
{
    private const int Rows = 5000;

    private readonly TestProcess _process = new();
    private readonly TaskCompletionSource _outage = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BackPressureTests()
    {
        _process.Hub.Gate = _outage;
        _process.Options.RingBytes = 16 * 1024;
        _process.Options.MaxPendingBytes = 8 * 1024;
        _process.Options.MaxBatchBytes = 2048;
        _process.Options.Linger = TimeSpan.Zero;
        _process.Options.FullRingWait = TimeSpan.Zero;
    }

    [Theory]
    [InlineData(FullRingPolicy.DropNewest)]
    [InlineData(FullRingPolicy.DropOldest)]
    [InlineData(FullRingPolicy.Wait)]
    public async Task Collect_DuringAnOutage_MemoryIsBoundedAndEveryRowIsAccountedFor(FullRingPolicy policy)
    {
        _process.Options.FullRing = policy;
        await using ModelDataCollector collector = _process.Collector();
        int row = 0;
        await Wait.UntilAsync(
            () => collector.Pipeline!.Backlog.IsFull,
            "as much as may be is on its way to the hub, and the pump stops reading",
            () => collector.Collect([(double)row++])
        );
        while (row < Rows)
        {
            collector.Collect([(double)row++]);
        }
        CollectorStatistics during = collector.Statistics;
        Assert.Equal(Rows, during.Enqueued);
        Assert.True(during.Dropped > Rows / 2);
        Assert.Equal(during.Enqueued, during.Sent + during.Failed + during.Dropped + during.Pending);
        // What is held: 64 bytes a row in the ring, about 70 in a batch.
        Assert.InRange(during.Pending, 50, (16 * 1024 / 64) + (12 * 1024 / 60));

        _outage.SetResult();
        await _process.FlushAsync(collector);

        CollectorStatistics after = collector.Statistics;
        Assert.Equal(0, after.Pending);
        Assert.Equal(after.Sent, _process.Hub.Rows.Count);
        Assert.Equal(Rows, after.Sent + after.Dropped);
        string last = StoredEvent.Features(_process.Hub.Rows[^1]);
        Assert.Equal(policy == FullRingPolicy.DropOldest, last == $"{Rows - 1}");
        Assert.Equal("0", StoredEvent.Features(_process.Hub.Rows[0]));
    }

    [Fact]
    public async Task Collect_DropsGoOn_AreLoggedOncePerInterval()
    {
        await using ModelDataCollector collector = _process.Collector();
        Overfill(collector);
        Overfill(collector);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.RowsDropped));

        _process.Clock.Advance(_process.Options.DropLogInterval);
        Overfill(collector);
        Assert.Equal(2, _process.Log.Count(ProducerEventIds.RowsDropped));
        _outage.SetResult();
        await _process.FlushAsync(collector);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Collect_FullRingThatIsWaitedFor_WaitsOncePerCall(int form)
    {
        _process.Options.FullRing = FullRingPolicy.Wait;
        _process.Options.FullRingWait = TimeSpan.FromMilliseconds(200);
        _process.Options.RingBytes = 4096;
        await using ModelDataCollector collector = new(
            new CollectorDefinition("best_model", "inputs", null, null, null, null, null),
            _process.Options,
            _process.ForCollectors with
            {
                Clock = TimeProvider.System,
            }
        );
        double[,] rows = new double[4000, 2];
        IEnumerable<double[]> lazy = Enumerable.Repeat(new double[2], 400);
        for (int call = 0; call < 2; call++)
        {
            long start = TimeProvider.System.GetTimestamp();
            _ = form switch
            {
                0 => collector.Collect(rows),
                1 => collector.Collect(lazy.ToArray()),
                _ => collector.Collect((object)lazy),
            };
            // Each of some hundred records had its own 200 ms.
            Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0.1, 3);
        }
        Assert.True(collector.Statistics.Dropped > 0);
        Assert.Equal(form == 0 ? 8000 : 800, collector.Statistics.Enqueued);

        _outage.SetResult();
        await collector.FlushAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
        Assert.Equal(0, collector.Statistics.Pending);
        Assert.Equal(collector.Statistics.Sent, _process.Hub.Rows.Count);
    }

    [Fact]
    public async Task Collect_AfterAnOutage_RowsAreTakenAgain()
    {
        await using ModelDataCollector collector = _process.Collector();
        Overfill(collector);
        _outage.SetResult();
        await _process.FlushAsync(collector);
        long dropped = collector.Statistics.Dropped;
        collector.Collect([42.0]);
        await _process.FlushAsync(collector);

        Assert.Equal(dropped, collector.Statistics.Dropped);
        Assert.Equal("42", StoredEvent.Features(_process.Hub.Rows[^1]));
    }

    [Fact]
    public async Task Collect_LabelsOfManyDays_OpenBatchesAreBounded()
    {
        _process.Options.Linger = TimeSpan.FromHours(1);
        _process.Options.MaxPendingBytes = 1024 * 1024;
        _outage.SetResult();
        await using ModelDataCollector collector = _process.Collector();
        for (int day = 0; day < 200; day++)
        {
            CollectionContext context = new(_process.Clock.Start.AddDays(-day), Guid.NewGuid());
            collector.Collect([1.0], context);
        }
        // 64 batches may stay open; and less than a quarter of the ring, 64 rows, may stay in it while they linger.
        await Wait.UntilAsync(
            () => _process.Hub.Stored.Count >= 200 - 64 - 64,
            "all but 64 batches of what was read are closed before their linger"
        );
        await _process.FlushAsync(collector);

        Assert.Equal(200, _process.Hub.Stored.Count);
        Assert.Equal(200, _process.Hub.Stored.Select(each => each.Day).Distinct().Count());
    }

    private static void Overfill(ModelDataCollector collector)
    {
        for (int i = 0; i < 1000; i++)
        {
            collector.Collect([(double)i]);
        }
    }
}
