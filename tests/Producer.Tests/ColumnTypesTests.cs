using System.Globalization;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests;

/// <summary>No row is lost for the types that came first: those that are not known yet are said to be so, other ones have a schema of their own.</summary>
[Trait("Level", "Unit")]
public sealed class ColumnTypesTests
{
    private static readonly string[] TwoNames = ["a", "b"];

    private static readonly DateTime Time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

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
    [InlineData("0:uint64", 0.5, 18446744073709551614UL)]
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

    [Fact]
    public async Task Collect_MoreSetsOfTypesThanThereAreFiles_TheRestIsText()
    {
        await using ModelDataCollector collector = _process.Collector(featureNames: ["a", "b", "c", "d"]);
        for (int set = 0; set < 16; set++)
        {
            for (int i = 0; i < 2; i++)
            {
                collector.Collect([.. Enumerable.Range(0, 4).Select(bit => Value((set >> bit) & 1))]);
            }
        }
        collector.Collect(new double[8, 4]);
        await _process.FlushAsync(collector);

        Assert.Equal(new CollectorStatistics(40, 40, 0, 0, 0, 0), collector.Statistics);
        Assert.Equal(8, _process.Hub.Stored.Select(it => it.ColumnTypes).Distinct().Count());
        Assert.Contains("ssss", _process.Hub.Stored.Select(it => it.ColumnTypes));
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.OtherTypes));
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.RowsDropped));

        static FeatureValue? Value(int kind) => kind == 0 ? true : Time;
    }

    [Fact]
    public async Task Collect_WholeNumbersThatADoubleRounds_HaveAnotherSchema()
    {
        const long large = (1L << 53) + 1;
        await using ModelDataCollector collector = _process.Collector(featureNames: ["n"]);
        collector.Collect([0.5]);
        collector.Collect([large]);
        collector.Collect([7L]);
        collector.Collect(
            new[,]
            {
                { long.MinValue },
                { 8L },
            }
        );
        collector.Collect([1.2345678901234567890m]);
        collector.Collect([1.25m]);
        await _process.FlushAsync(collector);

        Assert.Equal(7, collector.Statistics.Sent);
        Assert.Equal(
            ["0.5", "7", "8", "1.25"],
            _process.Hub.Stored.Where(IsOfDoubles).SelectMany(it => it.Rows).Select(StoredEvent.Features)
        );
        Assert.Equal(
            ["-9223372036854775808", "1.2345678901234567890", "9007199254740993"],
            _process
                .Hub.Stored.Where(it => !IsOfDoubles(it))
                .SelectMany(it => it.Rows)
                .Select(StoredEvent.Features)
                .Order(StringComparer.Ordinal)
        );
        Assert.Contains(
            _process.Log.Entries,
            it =>
                it.Text.Contains(
                    "a value is of type Int64 with more digits than a double has",
                    StringComparison.Ordinal
                )
        );

        static bool IsOfDoubles(StoredEvent it) =>
            it.ColumnTypes == "d" && !it.Properties.ContainsKey(EventAttributes.Prefix + EventAttributes.ExactTypes);
    }

    [Fact]
    public async Task Collect_DoubleAmongExactNumbers_RowsBeforeStayExact()
    {
        await using ModelDataCollector collector = _process.Collector(featureNames: ["n"]);
        collector.Collect([ulong.MaxValue]);
        collector.Collect([0.5]);
        collector.Collect([7L]);
        await _process.FlushAsync(collector);

        string name = EventAttributes.Prefix + EventAttributes.ExactTypes;
        Assert.Equal(["0:uint64", null], _process.Hub.Stored.Select(it => it.Properties.GetValueOrDefault(name)));
        Assert.Equal(["18446744073709551615", "0.5", "7"], _process.Hub.Rows.Select(StoredEvent.Features));
    }

    [Fact]
    public async Task Collect_WholeNumbersThatADeclaredDoubleRounds_AreSaidOnce()
    {
        await using ModelDataCollector collector = _process.Collector(
            featureNames: TwoNames,
            featureTypes: [FeatureType.Double, FeatureType.Double]
        );
        collector.Collect([1, long.MaxValue]);
        collector.Collect(new[] { long.MaxValue, 1L });
        await _process.FlushAsync(collector);
        Assert.Equal(2, collector.Statistics.Sent);
        Assert.Equal(
            ["1,9223372036854775807", "9223372036854775807,1"],
            _process.Hub.Rows.Select(StoredEvent.Features)
        );
        string said = Assert.Single(_process.Log.Entries, it => it.Id == ProducerEventIds.DigitsLost).Text;
        Assert.Contains("column b is declared as Double", said, StringComparison.Ordinal);
    }
}
