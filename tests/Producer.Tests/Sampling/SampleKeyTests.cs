using ModelData.Producer.Diagnostics;
using Utf8 = System.Text.Encoding;

namespace ModelData.Producer.Tests.Sampling;

/// <summary>What rows are sampled by.</summary>
[Trait("Level", "Unit")]
public sealed class SampleKeyTests
{
    private static readonly string[] Names = ["age", "customer"];

    private readonly TestProcess _process = new();

    [Fact]
    public async Task Column_OfTheFirstCollector_DecidesForAllThatItsContextMeets()
    {
        _process.Options.Sampling = new(0.5m, "customer");
        TestProcess later = new();
        later.Options.Sampling = new(0.5m, "customer");
        await using ModelDataCollector inputs = _process.Collector("inputs", Names);
        await using ModelDataCollector predictions = _process.Collector("predictions", ["customer"]);
        await using ModelDataCollector labels = later.Collector("labels");
        for (int i = 0; i < 200; i++)
        {
            (long before, long beside, long after) = (
                inputs.Statistics.Enqueued,
                predictions.Statistics.Enqueued,
                labels.Statistics.Enqueued
            );
            CollectionContext context = inputs.Collect([i, $"customer {i}"]);
            // Another customer here: it decides nothing any more.
            Assert.Equal(context, predictions.Collect([$"risk {i}"], context));
            labels.Collect([i], CollectionContext.Parse(context.ToString()));

            bool isTaken = RowSampling.Takes(HashOf($"customer {i}"), 0.5m);
            long taken = isTaken ? 1 : 0;
            Assert.Equal(
                (taken, taken, taken),
                (
                    inputs.Statistics.Enqueued - before,
                    predictions.Statistics.Enqueued - beside,
                    labels.Statistics.Enqueued - after
                )
            );
            Assert.Equal(HashOf($"customer {i}"), context.SampleHash);
        }
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.SampleKeyMissing));
        Assert.Equal(0, later.Log.Count(ProducerEventIds.SampleKeyMissing));
    }

    [Fact]
    public async Task Column_OfACollectorThatTakesAll_IsRememberedForThoseThatDoNot()
    {
        _process.Options.Sampling = new(1, "customer");
        _process.Options.Collectors["best_model/predictions"] = new() { Sampling = new(0.1m, "customer") };
        await using ModelDataCollector inputs = _process.Collector("inputs", Names);
        await using ModelDataCollector predictions = _process.Collector("predictions");
        for (int i = 0; i < 100; i++)
        {
            long before = predictions.Statistics.Enqueued;
            predictions.Collect([i], inputs.Collect([i, $"customer {i}"]));
            Assert.Equal(RowSampling.Takes(HashOf($"customer {i}"), 0.1m), predictions.Statistics.Enqueued > before);
        }
        Assert.Equal(100, inputs.Statistics.Enqueued);
    }

    public static TheoryData<object?, string> Values =>
        new()
        {
            { "Bjørn, \"the\" \ud83d\ude42", "Bjørn, \"the\" \ud83d\ude42" },
            { "", "" },
            { 42, "42" },
            { 42L, "42" },
            { ulong.MaxValue, "18446744073709551615" },
            { 0.1f, "0.1" },
            { 0.1, "0.1" },
            { 5.0, "5" },
            { double.NaN, "NaN" },
            { 1.10m, "1.10" },
            { true, "true" },
            { 'c', "c" },
            { new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), "2026-01-02T03:04:05.000000Z" },
            { new DateOnly(2026, 1, 2), "2026-01-02" },
            { new Guid("00112233-4455-6677-8899-AABBCCDDEEFF"), "00112233-4455-6677-8899-aabbccddeeff" },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Column_OfAnyType_IsHashedByItsTextInTheFile(object? value, string text)
    {
        _process.Options.Sampling = new(0.5m, "customer");
        await using ModelDataCollector collector = _process.Collector(featureNames: Names);

        Assert.Equal(HashOf(text), collector.Collect<object?>([null, value]).SampleHash);
        Assert.Equal(HashOf(text), collector.Collect<object?>([value, value]).SampleHash);
        Assert.Equal(
            HashOf(text),
            collector
                .Collect<object?[]>([
                    [1, value],
                    [2, "another"],
                ])
                .SampleHash
        );
    }

    [Fact]
    public async Task Column_OfRowsOfOneKind_IsHashedByItsTextInTheFile()
    {
        _process.Options.Sampling = new(0.5m, "feature_1");
        await using ModelDataCollector collector = _process.Collector();

        Assert.Equal(HashOf("2.5"), collector.Collect([1.5, 2.5, 3.5]).SampleHash);
        Assert.Equal(HashOf("2.5"), collector.Collect<float>([1.5f, 2.5f, 3.5f]).SampleHash);
        Assert.Equal(HashOf("2"), collector.Collect<int>([1, 2, 3]).SampleHash);
        Assert.Equal(HashOf("2"), collector.CollectRows<long>([1, 2, 3, 4, 5, 6], 3).SampleHash);
        Assert.Equal(HashOf("true"), collector.Collect<bool>([false, true, false]).SampleHash);
        RowBuilder row = collector.StartRow();
        row.Add(1);
        row.Add("two");
        row.AddNull();
        Assert.Equal(HashOf("two"), row.Collect().SampleHash);
        Assert.Equal(0, collector.Statistics.Refused);
    }

    [Fact]
    public async Task Column_FirstRowIsRefused_TheFirstGoodOneDecides()
    {
        _process.Options.Sampling = new(0.5m, "customer");
        await using ModelDataCollector collector = _process.Collector(featureNames: Names);
        CollectionContext context = collector.Collect<object?[]>([
            [1],
            [2, "Ann"],
            [3, "Bob"],
        ]);

        Assert.Equal(HashOf("Ann"), context.SampleHash);
        Assert.Equal((2, 1), (collector.Statistics.Received, collector.Statistics.Refused));
    }

    [Theory]
    [InlineData("feature_7")]
    [InlineData("feature_07")]
    [InlineData("nobody")]
    public async Task Column_TheFirstCollectorHasNone_TheRequestDecidesForAllAndItIsSaidOnce(string key)
    {
        _process.Options.Sampling = new(0.5m, key);
        await using ModelDataCollector inputs = _process.Collector("inputs");
        await using ModelDataCollector predictions = _process.Collector("predictions", ["nobody", "feature_7"]);
        for (int i = 0; i < 100; i++)
        {
            long before = inputs.Statistics.Enqueued;
            CollectionContext context = inputs.Collect([i, i]);
            predictions.Collect(["x", "y"], context);
            bool isTaken = RowSampling.Takes(HashOf($"{context.RequestId:D}"), 0.5m);
            Assert.Equal(isTaken, inputs.Statistics.Enqueued > before);
        }
        Assert.Equal(inputs.Statistics.Enqueued, predictions.Statistics.Enqueued);
        string said = Assert.Single(_process.Log.Entries, it => it.Id == ProducerEventIds.SampleKeyMissing).Text;
        Assert.Contains($"{key}, which they do not have", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$CorrelationId")]
    [InlineData("customer")]
    public async Task Key_RowHasNone_TheRequestDecides(string key)
    {
        _process.Options.Sampling = new(0.5m, key);
        await using ModelDataCollector collector = _process.Collector(featureNames: Names);
        for (int i = 0; i < 100; i++)
        {
            long before = collector.Statistics.Enqueued;
            CollectionContext context = collector.Collect([i, null]);
            Assert.Equal(
                RowSampling.Takes(HashOf($"{context.RequestId:D}"), 0.5m),
                collector.Statistics.Enqueued > before
            );
        }
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.SampleKeyMissing));
    }

    [Fact]
    public async Task CorrelationId_OfAnyLength_IsHashedWhole()
    {
        _process.Options.Sampling = new(0.5m, "$CorrelationId");
        await using ModelDataCollector collector = _process.Collector();
        for (int i = 1; i < 100; i++)
        {
            string id = new('ø', i * 10);
            long before = collector.Statistics.Enqueued;
            collector.Collect([i], id);
            Assert.Equal(RowSampling.Takes(HashOf(id), 0.5m), collector.Statistics.Enqueued > before);
        }
    }

    private static ulong HashOf(string text) => RowSampling.Hash(Utf8.UTF8.GetBytes(text));
}
