using System.Collections;

namespace ModelData.Producer.Tests;

[Trait("Level", "Unit")]
public sealed class ModelDataCollectorTests
{
    private readonly TestProcess _process = new();

    private static readonly string[] Names = ["age", "bmi"];

    [Fact]
    public async Task Collect_OneRow_ArrivesWithStampAndHeader()
    {
        await using ModelDataCollector collector = _process.Collector(featureNames: Names);

        CollectionContext context = collector.Collect([34.0, 22.5], "order 7");
        FlushResult result = await _process.FlushAsync(collector);

        Assert.True(result.IsAccepted);
        StoredEvent sent = Assert.Single(_process.Hub.Stored);
        Assert.Equal("$Timestamp,$CorrelationId,$RequestId,age,bmi", sent.Header);
        Assert.Equal($"2026-11-23T12:00:00.000000Z,order 7,{context.RequestId},34,22.5", sent.Rows[0]);
        Assert.Equal("dd", sent.ColumnTypes);
        Assert.Equal("2026-11-23", sent.Day);
        Assert.Equal(0, sent.Sequence);
        Assert.Equal(collector.Address.PartitionKey, sent.PartitionKey);
        Assert.Equal("order 7", context.CorrelationId);
        Assert.Equal(_process.Clock.Start, context.Timestamp);
    }

    [Fact]
    public async Task Collect_EveryShape_BecomesRows()
    {
        await using ModelDataCollector collector = _process.Collector();

        collector.Collect(new[] { 1.0, 2.0 });
        collector.Collect(stackalloc double[] { 3, 4 });
        collector.Collect(new List<double> { 5, 6 });
        collector.Collect(
            new double[,]
            {
                { 7, 8 },
                { 9, 10 },
            }
        );
        collector.Collect([
            [11.0, 12.0],
            [13.0, 14.0],
        ]);
        collector.CollectRows([15.0, 16.0, 17.0, 18.0], 2);
        collector.Collect(new List<double[]> { new double[] { 19, 20 } });
        collector.Collect((object)new ArrayList { 21.0, 22.0 });
        double[] named = [23, 24];
        collector.Collect([named, named]);
        await _process.FlushAsync(collector);

        Assert.Equal(
            [
                "1,2",
                "3,4",
                "5,6",
                "7,8",
                "9,10",
                "11,12",
                "13,14",
                "15,16",
                "17,18",
                "19,20",
                "21,22",
                "23,24",
                "23,24",
            ],
            _process.Hub.Rows.Select(StoredEvent.Features)
        );
        Assert.Equal("$Timestamp,$CorrelationId,$RequestId,feature_0,feature_1", _process.Hub.Stored[0].Header);
        Assert.Equal(0, collector.Statistics.Refused);
    }
}
