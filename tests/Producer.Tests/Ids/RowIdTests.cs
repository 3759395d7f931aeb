using System.Data;
using System.Globalization;

namespace ModelData.Producer.Tests.Ids;

/// <summary>The rows of a batch are numbered, so that what belongs to one of them joins it alone.</summary>
[Trait("Level", "Unit")]
public sealed class RowIdTests
{
    private readonly TestProcess _process = new();

    public RowIdTests() => _process.Environment["ModelData__RowIds"] = "true";

    [Fact]
    public async Task Collect_BatchAndItsRowsAlone_JoinOnRequestAndRow()
    {
        await using ModelDataCollector inputs = _process.Collector("inputs", ["age", "city"]);
        await using ModelDataCollector labels = _process.Collector("labels", ["paid"]);
        CollectionContext batch = inputs.Collect(
            new object?[,]
            {
                { 34, "Oslo" },
                { 35, "Bergen" },
                { 36, "Oslo" },
            }
        );
        string kept = batch.Row(1).ToString();
        await _process.FlushAsync(inputs);
        labels.Collect([true], batch.Row(2));
        labels.Collect([false], CollectionContext.Parse(kept));
        await _process.FlushAsync(labels);

        StoredEvent[] stored = [.. _process.Hub.Stored];
        Assert.Equal("$Timestamp,$CorrelationId,$RequestId,$RowId,age,city", stored[0].Header);
        Assert.Equal("iis", stored[0].ColumnTypes);
        Assert.Equal(["0,34,Oslo", "1,35,Bergen", "2,36,Oslo"], stored[0].Rows.Select(StoredEvent.Features));
        Assert.Equal(["2,true", "1,false"], stored[1].Rows.Select(StoredEvent.Features));
        Assert.All(stored[1].Rows, it => Assert.Contains($"{batch.RequestId}", it, StringComparison.Ordinal));
        Assert.Equal((null, 1), (batch.RowId, CollectionContext.Parse(kept).RowId));
    }

    [Fact]
    public async Task Collect_ManyRowsByEveryWay_AreNumberedByTheirPlace()
    {
        await using ModelDataCollector collector = _process.Collector();
        const int rows = 10_000;
        double[] flat = [.. Enumerable.Range(0, rows).Select(it => (double)it)];
        string[] texts = [.. flat.Select(it => it.ToString(CultureInfo.InvariantCulture))];
        FeatureValue?[] values = [.. flat.Select((it, i) => (FeatureValue?)(i % 2 == 0 ? it : (int)it))];
        double[,] table = new double[rows, 1];
        Buffer.BlockCopy(flat, 0, table, 0, rows * sizeof(double));

        await AssertNumberedAsync(collector, rows, it => it.CollectRows<double>(flat, 1));
        await AssertNumberedAsync(collector, rows, it => it.CollectRows<string>(texts, 1));
        await AssertNumberedAsync(collector, rows, it => it.CollectRows(values, 1));
        await AssertNumberedAsync(collector, rows, it => it.Collect(table));
        await AssertNumberedAsync(collector, rows, it => it.Collect(flat.Select(each => new[] { each }).ToArray()));
        await AssertNumberedAsync(collector, rows, it => it.Collect((object)flat.Select(each => new[] { each })));
        await AssertNumberedAsync(collector, rows, it => it.Collect((object)table));
        await AssertNumberedAsync(
            collector,
            3,
            it =>
                it.Collect([
                    [0.0],
                    [1.0],
                    [2.0],
                ])
        );
    }

    [Fact]
    public async Task Collect_RowsAreRefusedInTheMiddle_TheOthersKeepTheirPlaces()
    {
        await using ModelDataCollector collector = _process.Collector(featureNames: ["n"]);
        object bad = new();
        await AssertRowsAsync(
            collector,
            it => it.CollectRows<object?>([bad, 1, 2, bad, 4, bad, bad, 7, bad], 1),
            [1, 2, 4, 7]
        );
        await AssertRowsAsync(
            collector,
            it =>
                it.Collect<object?[]>([
                    [0],
                    [1, 1],
                    [2],
                    [bad],
                    [4],
                ]),
            [0, 2, 4]
        );
        await AssertRowsAsync(
            collector,
            it =>
                it.Collect([
                    [0],
                    [1, 1],
                    [2],
                ]),
            [0, 2]
        );
        await AssertRowsAsync(
            collector,
            it =>
                it.Collect<double>([
                    [0],
                    [],
                    [2],
                    [3, 3],
                    [4],
                ]),
            [0, 2, 4]
        );
        await AssertRowsAsync(
            collector,
            it => it.Collect((object)new List<object?> { null, new[] { 1 }, new[] { bad }, null, new[] { 4 } }),
            [1, 4]
        );
    }

    [Fact]
    public async Task Collect_ContextOfARow_NumbersFromIt()
    {
        await using ModelDataCollector collector = _process.Collector();
        CollectionContext context = CollectionContext.New().Row(7);
        collector.Collect(new double[2, 1], context);
        RowBuilder row = collector.StartRow(context);
        row.Add(1.0);
        Assert.Equal(7, row.Collect().RowId);
        await _process.FlushAsync(collector);

        Assert.Equal(["7,0", "8,0", "7,1"], _process.Hub.Rows.Select(StoredEvent.Features));
    }

    [Fact]
    public async Task Collect_OptionIsOff_TheRowOfTheContextIsNoColumn()
    {
        _process.Environment.Clear();
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([1.5], CollectionContext.New().Row(7));
        await _process.FlushAsync(collector);

        Assert.Equal(["1.5"], _process.Hub.Rows.Select(StoredEvent.Features));
    }

    [Fact]
    public void New_AFeatureHasTheName_IsRefusedWithTheMend()
    {
        string message = Assert.Throws<ArgumentException>(() => _process.Collector(featureNames: ["$RowId"])).Message;
        Assert.Contains("\"$RowId\" stands twice", message, StringComparison.Ordinal);
        Assert.Contains("The options add the columns $RowId", message, StringComparison.Ordinal);
    }

    private Task AssertNumberedAsync(
        ModelDataCollector collector,
        int rows,
        Func<ModelDataCollector, CollectionContext> collect
    ) => AssertRowsAsync(collector, collect, [.. Enumerable.Range(0, rows)]);

    /// <summary>Each row's value is its place.</summary>
    private async Task AssertRowsAsync(
        ModelDataCollector collector,
        Func<ModelDataCollector, CollectionContext> collect,
        int[] places
    )
    {
        CollectionContext context = collect(collector);
        await _process.FlushAsync(collector);

        Assert.Equal(
            places.Select(it => $"{it},{it}"),
            _process
                .Hub.Rows.Where(it => it.Contains($"{context.RequestId}", StringComparison.Ordinal))
                .Select(StoredEvent.Features)
                .OrderBy(it => int.Parse(it.Split(',')[0], CultureInfo.InvariantCulture))
        );
    }
}
