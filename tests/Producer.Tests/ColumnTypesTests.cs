using System.Globalization;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests;

/// <summary>No row is lost for the types that came first: those that are not known yet are said to be so, other ones have a schema of their own.</summary>
[Trait("Level", "Unit")]
public sealed class ColumnTypesTests
{
    private static readonly string[] TwoNames = ["a", "b"];

    private readonly TestProcess _process = new();

    [Fact]
    public async Task Collect_TextInAColumnOfNumbers_RowsHaveAnotherSchema()
    {
        await using ModelDataCollector collector = _process.Collector(featureNames: TwoNames);
        collector.Collect(new object?[] { 1, "x" });
        collector.Collect(["oops", "y"]);
        collector.Collect(new object?[] { 2, 3.5 });
        collector.Collect(new object?[] { true, "z" });
        await _process.FlushAsync(collector);

        Assert.Equal(["1,x", "2,3.5", "oops,y", "true,z"], _process.Hub.Rows.Select(StoredEvent.Features).Order());
        Assert.Equal(["is", "ss"], _process.Hub.Stored.Select(it => it.ColumnTypes).Order());
        Assert.Equal(new CollectorStatistics(4, 4, 0, 0, 0, 0), collector.Statistics);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.OtherTypes));
        Assert.Contains(
            _process.Log.Entries,
            it => it.Text.Contains("column a is of type Int32, and a value is of type String", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Collect_ManyKindsInOneColumn_TheLastIsText()
    {
        await using ModelDataCollector collector = _process.Collector(featureNames: TwoNames);
        collector.Collect(new object?[] { 1, true });
        collector.Collect(new object?[] { true, 1 });
        collector.Collect(new object?[] { DateTime.UnixEpoch, 1.5 });
        collector.Collect(new object?[] { "x", "y" });
        collector.Collect(new object?[] { true, "z" });
        await _process.FlushAsync(collector);
        Assert.Equal(new CollectorStatistics(5, 5, 0, 0, 0, 0), collector.Statistics);
        Assert.Equal(["bi", "ib", "ss", "td"], _process.Hub.Stored.Select(it => it.ColumnTypes).Order());
    }

    [Fact]
    public async Task Collect_TypeComesAfterAFlush_NoRowIsLost()
    {
        await using ModelDataCollector collector = _process.Collector(featureNames: TwoNames);
        collector.Collect(new object?[] { 41.5, null });
        await _process.FlushAsync(collector);
        for (int i = 0; i < 100; i++)
        {
            collector.Collect(new object?[] { (double)i, "Bergen" });
        }
        collector.Collect(new object?[] { null, null });
        await _process.FlushAsync(collector);

        Assert.Equal(new CollectorStatistics(102, 102, 0, 0, 0, 0), collector.Statistics);
        Assert.Equal(["dd", "ds"], _process.Hub.Stored.Select(it => it.ColumnTypes));
        string name = EventAttributes.Prefix + EventAttributes.Untyped;
        Assert.Equal(["1", null], _process.Hub.Stored.Select(it => it.Properties.GetValueOrDefault(name)));
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.OtherTypes));
    }

    [Theory]
    [InlineData("0:uint64", 18446744073709551614UL, 0UL)]
    [InlineData("0:decimal", 18446744073709551614UL, -5)]
    [InlineData("0:decimal", 7, 18446744073709551614UL)]
    [InlineData("0:decimal", 18446744073709551614UL, -5, null)]
    [InlineData(null, 18446744073709551614UL, 0.5)]
    [InlineData(null, 0.5, 18446744073709551614UL)]
    [InlineData(null, 7, 8)]
    public async Task Collect_NumbersThatNoDoubleHolds_AreSaidToBeSuch(string? exact, params object?[] values)
    {
        await using ModelDataCollector collector = _process.Collector(featureNames: ["n"]);
        foreach (object? value in values)
        {
            collector.Collect(new[] { value });
        }
        await _process.FlushAsync(collector);
        string name = EventAttributes.Prefix + EventAttributes.ExactTypes;
        Assert.Equal(exact, _process.Hub.Stored[^1].Properties.GetValueOrDefault(name));
        Assert.Equal(
            values.Select(it => string.Create(CultureInfo.InvariantCulture, $"{it}")),
            _process.Hub.Rows.Select(StoredEvent.Features)
        );
    }

    [Fact]
    public async Task Collect_TextWhereNumbersAreDeclared_IsDroppedAndSaidWithItsColumn()
    {
        await using ModelDataCollector collector = _process.Collector(
            featureNames: TwoNames,
            featureTypes: [FeatureType.Double, FeatureType.Int64]
        );
        collector.Collect(new object?[] { 1.0, "x" });
        await _process.FlushAsync(collector);
        Assert.Equal(new CollectorStatistics(1, 0, 0, 1, 0, 0), collector.Statistics);
        Assert.Contains(
            _process.Log.Entries,
            it => it.Text.Contains("column b is of type Int64, and a value is of type String", StringComparison.Ordinal)
        );
    }
}
