using System.Runtime.CompilerServices;
using ModelData.Producer.Sending;

namespace ModelData.Producer.Tests.Sending;

/// <summary>Collectors that come and go beside others.</summary>
[Trait("Level", "Unit")]
public sealed class RetiringTests
{
    private readonly TestProcess _process = new();

    [Fact]
    public async Task DisposeAsync_ManyBesideOneThatLives_NothingOfThemStays()
    {
        await using ModelDataCollector lasting = _process.Collector("lasting");
        for (int i = 0; i < 3000; i++)
        {
            await using ModelDataCollector passing = _process.Collector("passing");
            passing.Collect([(double)i]);
        }
        lasting.Collect([1.0]);
        await _process.FlushAsync(lasting);

        Assert.Single(lasting.Pipeline!.Collectors.All);
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"{i}"), RowsOf("passing").Select(StoredEvent.Features));
    }

    [Fact]
    public async Task Collect_AgainForAnAddress_NumbersGoOnWhereTheyWere()
    {
        await using ModelDataCollector lasting = _process.Collector("lasting");
        for (int i = 0; i < 3; i++)
        {
            await using ModelDataCollector passing = _process.Collector("passing");
            passing.Collect([(double)i]);
        }

        // Numbers that began anew under the same producer id would be taken for duplicates.
        Assert.Equal(3, _process.Hub.Stored.DistinctBy(it => (it.ProducerId, it.Sequence, it.PartitionKey)).Count());
        Assert.Equal(3, RowsOf("passing").Count());
    }

    [Fact]
    public async Task CloseAsync_HubHangs_RowsAreSentLaterAndThenNothingStays()
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.Hub.Gate = gate;
        await using ModelDataCollector lasting = _process.Collector("lasting");
        ModelDataCollector passing = _process.Collector("passing");
        passing.Collect([1.0]);
        FlushResult result = await passing.CloseAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.Equal(new FlushResult(FlushStatus.Interrupted, 0, 1), result);
        Assert.Equal(2, lasting.Pipeline!.Collectors.All.Count);
        gate.SetResult();
        await Wait.UntilAsync(() => lasting.Pipeline.Collectors.All.Count == 1, "the closed collector is gone");
        Assert.Equal(new CollectorStatistics(1, 1, 0, 0, 0, 0), passing.Statistics);
    }

    [Theory]
    [InlineData(FullRingPolicy.DropNewest)]
    [InlineData(FullRingPolicy.DropOldest)]
    public async Task CloseAsync_WithCallersInsideBesideOthers_EveryRowIsAccountedFor(FullRingPolicy policy)
    {
        _process.Options.FullRing = policy;
        _process.Options.RingBytes = 16 * 1024;
        _process.Options.Linger = TimeSpan.Zero;
        await using ModelDataCollector lasting = _process.Collector("lasting");
        for (int round = 0; round < 200; round++)
        {
            ModelDataCollector passing = _process.Collector("passing");
            Task<int>[] callers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => CollectUntilClosed(passing)))];
            await Wait.UntilAsync(() => passing.Statistics.Enqueued > 20, "the callers are busy");
            await passing.DisposeAsync();
            int calls = (await Task.WhenAll(callers)).Sum();

            CollectorStatistics counts = passing.Statistics;
            Assert.Equal(0, counts.Pending);
            Assert.Equal(calls, counts.Enqueued + counts.Refused);
            Assert.Equal(0, counts.Failed);
        }
        Assert.Single(lasting.Pipeline!.Collectors.All);
        lasting.Collect([1.0]);
        Assert.True((await _process.FlushAsync(lasting)).IsAccepted);
    }

    [Fact]
    public async Task FlushAsync_BesideCloseAsync_NeverThrows()
    {
        for (int round = 0; round < 400; round++)
        {
            ModelDataCollector collector = _process.Collector();
            collector.Collect([1.0]);
            Task<FlushResult>[] flushes =
            [
                .. Enumerable
                    .Range(0, 8)
                    .Select(_ =>
                        Task.Run(() =>
                            collector.FlushAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken)
                        )
                    ),
            ];
            Task<FlushResult> close = collector.CloseAsync(
                Timeout.InfiniteTimeSpan,
                TestContext.Current.CancellationToken
            );

            await Task.WhenAll([.. flushes, close]);
            Assert.Equal(new CollectorStatistics(1, 1, 0, 0, 0, 0), collector.Statistics);
        }
    }

    public static TheoryData<TimeSpan> OddTimes => [TimeSpan.MaxValue, TimeSpan.MinValue, TimeSpan.FromSeconds(-5)];

    [Theory]
    [MemberData(nameof(OddTimes))]
    public async Task FlushAndCloseAsync_TimesThatNoTimerTakes_DoNotThrow(TimeSpan time)
    {
        ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);
        await collector.FlushAsync(time, TestContext.Current.CancellationToken);
        await collector.CloseAsync(time, TestContext.Current.CancellationToken);

        Assert.True(_process.Hub.IsDisposed);
        Assert.Equal(0, collector.Statistics.Pending);
    }

    [Fact]
    public async Task Collect_CollectorIsForgottenUnclosed_RowsAreSentAndThePipelineEnds()
    {
        WeakReference<CollectionPipeline> pipeline = CollectAndForget();

        await Wait.UntilAsync(
            () => _process.Hub.IsDisposed && !pipeline.TryGetTarget(out _),
            "nobody holds the pipeline any more",
            static () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        );
        Assert.Single(_process.Hub.Rows);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference<CollectionPipeline> CollectAndForget()
    {
        ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);
        return new WeakReference<CollectionPipeline>(collector.Pipeline!);
    }

    private IEnumerable<string> RowsOf(string identifier) =>
        _process
            .Hub.Distinct.Where(it => it.Attribute(EventAttributes.Identifier) == identifier)
            .SelectMany(it => it.Rows);

    private static int CollectUntilClosed(ModelDataCollector collector)
    {
        int calls = 0;
        while (collector.Statistics.Refused == 0)
        {
            collector.Collect([calls++, 1.0]);
        }
        return calls;
    }
}
