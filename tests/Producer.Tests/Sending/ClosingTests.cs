namespace ModelData.Producer.Tests.Sending;

[Trait("Level", "Unit")]
public sealed class ClosingTests
{
    private readonly TestProcess _process = new();

    public static TheoryData<TimeSpan> Budgets => [Timeout.InfiniteTimeSpan, TimeSpan.Zero, TimeSpan.FromSeconds(2)];

    [Theory]
    [MemberData(nameof(Budgets))]
    public async Task CloseAsync_HubAnswers_NothingIsPending(TimeSpan budget)
    {
        ModelDataCollector collector = _process.Collector();
        CollectMany(collector, 1000);

        FlushResult result = await collector.CloseAsync(budget, TestContext.Current.CancellationToken);

        CollectorStatistics counts = collector.Statistics;
        Assert.Equal(0, counts.Pending);
        Assert.Equal(1000, counts.Sent + counts.Failed);
        Assert.Equal(counts.Failed, result.LostRows);
        if (budget != TimeSpan.Zero)
        {
            Assert.True(result.IsAccepted);
            Assert.Equal(1000, counts.Sent);
            Assert.Equal(1000, _process.Hub.Rows.Count);
        }
        Assert.True(_process.Hub.IsDisposed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task CloseAsync_HubHangs_EndsWithItsBudgetAndCountsTheRest(int seconds)
    {
        _process.Hub.Script = (_, _) => Fate.Hangs;
        _process.Options.MaxBatchBytes = 2000;
        ModelDataCollector collector = _process.Collector();
        CollectMany(collector, 1000);
        await Wait.UntilAsync(() => _process.Hub.Attempts > 0, "a send hangs");

        Task<FlushResult> close = collector.CloseAsync(
            TimeSpan.FromSeconds(seconds),
            TestContext.Current.CancellationToken
        );
        if (seconds > 0)
        {
            _process.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
            await Task.Yield();
            Assert.False(close.IsCompleted);
            _process.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        await Wait.UntilAsync(close);

        Assert.Equal(FlushStatus.Interrupted, (await close).Status);
        Assert.Equal(new CollectorStatistics(1000, 0, 1000, 0, 0, 0), collector.Statistics);
    }

    [Fact]
    public async Task CloseAsync_HubHangsAndTokenEnds_EndsToo()
    {
        _process.Hub.Script = (_, _) => Fate.Hangs;
        ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);
        using CancellationTokenSource stop = new();
        Task<FlushResult> close = collector.CloseAsync(Timeout.InfiniteTimeSpan, stop.Token);
        await Wait.UntilAsync(() => _process.Hub.Attempts > 0, "a send hangs");
        Assert.False(close.IsCompleted);

        await stop.CancelAsync();
        await Wait.UntilAsync(close);

        Assert.Equal(1, collector.Statistics.Failed);
    }

    [Fact]
    public async Task CloseAsync_AtAnyMomentOfThePump_LeavesNoBatchOpen()
    {
        for (int i = 0; i < 2000; i++)
        {
            ModelDataCollector collector = _process.Collector();
            collector.Collect([1.0]);
            Thread.SpinWait(i % 500 * 20);
            await collector.CloseAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);

            Assert.Equal(new CollectorStatistics(1, 1, 0, 0, 0, 0), collector.Statistics);
        }
    }

    [Fact]
    public async Task CloseAsync_WithCallersInside_EveryRowIsSentOrRefused()
    {
        ModelDataCollector collector = _process.Collector();
        using CancellationTokenSource stop = new();
        Task<int>[] callers =
        [
            .. Enumerable.Range(0, 3).Select(_ => Task.Run(() => CollectUntil(collector, stop.Token))),
        ];
        await Wait.UntilAsync(() => collector.Statistics.Enqueued > 10_000, "the callers are busy");

        FlushResult result = await collector.CloseAsync(
            Timeout.InfiniteTimeSpan,
            TestContext.Current.CancellationToken
        );
        await stop.CancelAsync();
        int calls = (await Task.WhenAll(callers)).Sum();

        CollectorStatistics counts = collector.Statistics;
        Assert.NotEqual(FlushStatus.Interrupted, result.Status);
        Assert.Equal(0, counts.Pending);
        Assert.Equal(calls, counts.Enqueued + counts.Refused);
        Assert.Equal(counts.Sent, _process.Hub.Rows.Count);
    }

    [Fact]
    public async Task CloseAsync_NotTheLastOfItsConnection_SendsItsRowsAndLeavesTheOthers()
    {
        ModelDataCollector inputs = _process.Collector("inputs");
        ModelDataCollector predictions = _process.Collector("predictions");
        Assert.Same(inputs.Pipeline, predictions.Pipeline);
        inputs.Collect([1.0]);
        predictions.Collect([2.0]);

        Assert.True(
            (await inputs.CloseAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken)).IsAccepted
        );
        inputs.Collect([3.0]);
        Assert.False(_process.Hub.IsDisposed);
        Assert.Equal(1, inputs.Statistics.Refused);
        predictions.Collect([4.0]);
        await predictions.CloseAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);

        Assert.True(_process.Hub.IsDisposed);
        Assert.Equal(2, predictions.Statistics.Sent);
    }

    [Fact]
    public async Task DisposeAsync_Twice_IsTheSameAsOnce()
    {
        ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);
        await collector.DisposeAsync();
        await collector.DisposeAsync();
        collector.Collect([2.0]);

        Assert.Equal(new CollectorStatistics(1, 1, 0, 0, 0, 1), collector.Statistics);
    }

    [Theory]
    [MemberData(nameof(Budgets))]
    public async Task FlushAsync_HubHangs_EndsWithItsTimeAndLeavesTheRows(TimeSpan timeout)
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.Hub.Gate = gate;
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);
        using CancellationTokenSource stop = new();

        Task<FlushResult> flush = collector.FlushAsync(timeout, stop.Token);
        await Wait.UntilAsync(() => _process.Hub.Attempts > 0, "the row is sent without lingering");
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            _process.Clock.Advance(TimeSpan.FromMinutes(4));
            Assert.False(flush.IsCompleted);
            await stop.CancelAsync();
        }
        _process.Clock.Advance(TimeSpan.FromSeconds(2));
        await Wait.UntilAsync(flush);

        Assert.Equal(new FlushResult(FlushStatus.Interrupted, 0, 1), await flush);
        gate.SetResult();
        Assert.True((await _process.FlushAsync(collector)).IsAccepted);
    }

    [Fact]
    public async Task FlushAsync_RowsGivenUpMeanwhile_SaysHowMany()
    {
        _process.Hub.Script = (_, _) => Fate.Rejected;
        await using ModelDataCollector collector = _process.Collector();
        CollectMany(collector, 3);

        Assert.Equal(new FlushResult(FlushStatus.Lost, 3, 0), await _process.FlushAsync(collector));
    }

    [Fact]
    public async Task FlushAsync_NothingCollected_IsAcceptedAtOnce()
    {
        await using ModelDataCollector collector = _process.Collector();
        Assert.True((await _process.FlushAsync(collector)).IsAccepted);
    }

    [Fact]
    public async Task FlushAsync_AfterClose_Ends()
    {
        ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);
        await collector.CloseAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
        Assert.True((await _process.FlushAsync(collector)).IsAccepted);
    }

    private static void CollectMany(ModelDataCollector collector, int rows)
    {
        for (int i = 0; i < rows; i++)
        {
            collector.Collect([(double)i]);
        }
    }

    private static int CollectUntil(ModelDataCollector collector, CancellationToken stop)
    {
        int calls = 0;
        while (!stop.IsCancellationRequested)
        {
            collector.Collect([calls++, 1.0]);
        }
        return calls;
    }
}
