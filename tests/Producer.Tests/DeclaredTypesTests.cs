using System.Text.Json;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests;

/// <summary>A declared column takes what it holds with all its digits, from whatever type it comes.</summary>
[Trait("Level", "Unit")]
public sealed class DeclaredTypesTests
{
    private readonly TestProcess _process = new();

    public static TheoryData<FeatureType, object, string> Held =>
        new()
        {
            { FeatureType.Int32, JsonElement.Parse("34"), "34" },
            { FeatureType.Int32, JsonElement.Parse("34.0"), "34" },
            { FeatureType.Int32, 5u, "5" },
            { FeatureType.Int32, -5L, "-5" },
            { FeatureType.Int32, 5UL, "5" },
            { FeatureType.Int32, 5.0, "5" },
            { FeatureType.Int32, 5f, "5" },
            { FeatureType.Int32, 5.00m, "5" },
            { FeatureType.Int64, 5UL, "5" },
            { FeatureType.Int64, long.MaxValue, "9223372036854775807" },
            { FeatureType.Int64, 9223372036854775807m, "9223372036854775807" },
            { FeatureType.Float, 0.1, "0.1" },
            { FeatureType.Float, (double)0.1f, "0.1" },
            { FeatureType.Float, JsonElement.Parse("0.1"), "0.1" },
            { FeatureType.Float, 0.1m, "0.1" },
            { FeatureType.Float, 16777216, "16777216" },
            { FeatureType.Float, 5L, "5" },
            { FeatureType.Double, 5UL, "5" },
        };

    public static TheoryData<FeatureType, object, string> NotHeld =>
        new()
        {
            { FeatureType.Int32, JsonElement.Parse("2147483648"), "Int64 that it does not hold" },
            { FeatureType.Int32, uint.MaxValue, "Int64 that it does not hold" },
            { FeatureType.Int32, 5.5, "Double that it does not hold" },
            { FeatureType.Int32, "5", "String" },
            { FeatureType.Int64, ulong.MaxValue, "UInt64 that it does not hold" },
            { FeatureType.Int64, 1e300, "Double that it does not hold" },
            { FeatureType.Int64, 0.5m, "Decimal that it does not hold" },
            { FeatureType.Float, 0.123456789012, "Double that it does not hold" },
            { FeatureType.Float, 1e300, "Double that it does not hold" },
            { FeatureType.Float, 16777217, "Int32 that it does not hold" },
            { FeatureType.Boolean, 1, "Int32" },
        };

    [Theory]
    [MemberData(nameof(Held), DisableDiscoveryEnumeration = true)]
    public async Task Collect_NumberThatTheTypeHolds_IsTaken(FeatureType type, object value, string expected)
    {
        await using ModelDataCollector collector = _process.Collector(featureNames: ["n"], featureTypes: [type]);
        collector.Collect(new[] { value });
        await _process.FlushAsync(collector);
        Assert.Equal(new CollectorStatistics(1, 1, 0, 0, 0, 0), collector.Statistics);
        Assert.Equal([expected], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.DigitsLost));
    }

    [Theory]
    [MemberData(nameof(NotHeld), DisableDiscoveryEnumeration = true)]
    public async Task Collect_ValueThatTheTypeDoesNotHold_IsDroppedAndSaid(FeatureType type, object value, string given)
    {
        await using ModelDataCollector collector = _process.Collector(featureNames: ["n"], featureTypes: [type]);
        collector.Collect(new[] { value });
        await _process.FlushAsync(collector);
        Assert.Equal(1, collector.Counters.Of(DropReason.ColumnType));
        string said = Assert.Single(_process.Log.Entries, it => it.Id == ProducerEventIds.RowsDropped).Text;
        Assert.Contains($"column n is of type {type}, and a value is of type {given}", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collect_ArrayOfAWiderType_EachRowIsLookedAt()
    {
        await using ModelDataCollector collector = _process.Collector(
            featureNames: ["a", "b"],
            featureTypes: [FeatureType.Int32, FeatureType.Int64]
        );
        collector.Collect(
            new[,]
            {
                { 1L, long.MaxValue },
                { long.MaxValue, 2L },
                { 3L, 4L },
            }
        );
        await _process.FlushAsync(collector);
        Assert.Equal(["1,9223372036854775807", "3,4"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(1, collector.Counters.Of(DropReason.ColumnType));
        Assert.Equal("il", _process.Hub.Stored.Single().ColumnTypes);
    }
}
