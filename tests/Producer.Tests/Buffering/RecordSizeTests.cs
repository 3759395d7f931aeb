using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Buffering;

/// <summary>Rows of one call share records; a row does not share the fate of its neighbours for it.</summary>
[Trait("Level", "Unit")]
public sealed class RecordSizeTests
{
    private readonly TestProcess _process = new();

    [Fact]
    public async Task Collect_RowLargerThanTheRingTakes_OnlyItIsRefused()
    {
        await using ModelDataCollector collector = _process.Collector();
        string large = new('x', 5_000_000);
        collector.Collect(
            new[,]
            {
                { "one" },
                { large },
                { "two" },
                { large },
            }
        );
        collector.CollectRows([large, "three"], 1);
        await _process.FlushAsync(collector);

        Assert.Equal(["one", "two", "three"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(new CollectorStatistics(3, 3, 0, 0, 0, 3), collector.Statistics);
        Assert.Equal(3, collector.Counters.Of(RefusalReason.Size));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a correlation id that takes its share of each record, and is not short")]
    public async Task Collect_TableInASmallRing_IsDividedIntoRecordsThatFit(string correlation)
    {
        _process.Options.RingBytes = 4096;
        _process.Options.FullRing = FullRingPolicy.Wait;
        _process.Options.FullRingWait = TimeSpan.FromMinutes(1);
        await using ModelDataCollector collector = _process.Collector();
        string[,] texts = new string[40, 2];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i / 2, i % 2] = new string('x', i);
        }
        await Task.Run(
            () =>
            {
                collector.Collect(new double[64, 2], correlation);
                collector.Collect(texts, correlation);
            },
            TestContext.Current.CancellationToken
        );
        await _process.FlushAsync(collector);

        Assert.Equal(new CollectorStatistics(104, 104, 0, 0, 0, 0), collector.Statistics);
    }
}
