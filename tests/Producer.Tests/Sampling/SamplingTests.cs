using System.Globalization;
using System.Text.Json;
using ModelData.Producer.Diagnostics;
using ModelData.Testing;

namespace ModelData.Producer.Tests.Sampling;

/// <summary>What belongs together stays or goes together, whichever share each collector takes.</summary>
[Trait("Level", "Unit")]
public sealed class SamplingTests
{
    private readonly TestProcess _process = new();

    [Fact]
    public async Task Collect_ThreeRates_EachSampleLiesWithinTheLargerOne()
    {
        const int contexts = 4000;
        _process.Options.Collectors["best_model/predictions"] = new() { Sampling = new(0.5m) };
        _process.Options.Collectors["best_model/labels"] = new() { Sampling = new(0.1m) };
        ModelDataCollector[] collectors =
        [
            _process.Collector("inputs"),
            _process.Collector("predictions"),
            _process.Collector("labels"),
        ];
        for (int i = 0; i < contexts; i++)
        {
            CollectionContext context = collectors[0].Collect([i]);
            collectors[1].Collect([i], context);
            collectors[2].Collect([i], CollectionContext.Parse(context.ToString()));
        }
        HashSet<string>[] rows = [.. await Task.WhenAll(collectors.Select(it => FeaturesAsync(it)))];

        Assert.Equal(contexts, rows[0].Count);
        Assert.Subset(rows[0], rows[1]);
        Assert.Subset(rows[1], rows[2]);
        // Six deviations of what random ids give.
        Assert.InRange(rows[1].Count, 1810, 2190);
        Assert.InRange(rows[2].Count, 286, 514);
        Assert.All(
            collectors,
            it => Assert.Equal((contexts, 0), (it.Statistics.Received, it.Statistics.Refused + it.Statistics.Pending))
        );
        Assert.Equal(contexts - rows[2].Count, collectors[2].Statistics.SampledOut);
        Assert.Equal([null, "0.5", "0.1"], collectors.Select(RateOf));
        await Task.WhenAll(collectors.Select(it => it.DisposeAsync().AsTask()));
    }

    [Theory]
    [InlineData("$CorrelationId")]
    [InlineData("customer")]
    public async Task Collect_KnownKeys_AreTakenAsTheVectorsSay(string key)
    {
        foreach (decimal rate in (decimal[])[0.000000001m, 0.01m, 0.1m, 0.25m, 0.5m, 0.999999999m])
        {
            _process.Options.Sampling = new(rate, key);
            await using ModelDataCollector collector = _process.Collector(featureNames: ["age", "customer"]);
            foreach ((string text, bool isTaken) in Vectors(rate))
            {
                long before = collector.Statistics.Enqueued;
                if (key == "customer")
                {
                    collector.Collect([1, text]);
                }
                else if (text.Length > 0)
                {
                    collector.Collect([1, "x"], text);
                }
                else
                {
                    continue;
                }
                Assert.Equal((text, isTaken), (text, collector.Statistics.Enqueued > before));
            }
        }
    }

    [Fact]
    public async Task Collect_RequestIdOfTheVectors_IsTakenByItsText()
    {
        foreach (decimal rate in (decimal[])[0.1m, 0.25m, 0.5m, 0.999999999m])
        {
            _process.Options.Sampling = new(rate);
            await using ModelDataCollector collector = _process.Collector();
            foreach ((string text, bool isTaken) in Vectors(rate).Where(it => Guid.TryParseExact(it.Key, "D", out _)))
            {
                long before = collector.Statistics.Enqueued;
                collector.Collect([1], new CollectionContext(default, Guid.Parse(text), "order"));
                // Zero stands for no request: it gets one.
                if (Guid.Parse(text) != Guid.Empty)
                {
                    Assert.Equal((text, isTaken), (text, collector.Statistics.Enqueued > before));
                }
            }
        }
    }

    [Theory]
    [InlineData("0.1", 0x1999999999999999, true)]
    [InlineData("0.1", 0x199999999999999A, false)]
    [InlineData("0.5", 0x7FFFFFFFFFFFFFFF, true)]
    [InlineData("0.5", 0x8000000000000000, false)]
    [InlineData("0", 0, false)]
    [InlineData("0.000000001", 0, true)]
    [InlineData("0.999999999", ulong.MaxValue, false)]
    [InlineData("1", ulong.MaxValue, true)]
    public async Task Collect_HashAtTheEdge_IsDecidedWithoutRounding(string rate, ulong hash, bool isTaken)
    {
        decimal share = decimal.Parse(rate, CultureInfo.InvariantCulture);
        _process.Options.Sampling = new(share, "customer");
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([1], default(CollectionContext).SampledBy(hash));

        Assert.Equal(isTaken ? 1 : 0, collector.Statistics.Enqueued);
        Assert.Equal(isTaken ? 0 : 1, collector.Statistics.SampledOut);
        Assert.Equal(isTaken, RowSampling.Takes(hash, share));
    }

    [Fact]
    public async Task Collect_RowsThatAreNoRows_AreRefusedWhetherInTheSampleOrNot()
    {
        _process.Options.Sampling = new(0);
        await using ModelDataCollector collector = _process.Collector(featureNames: ["age"]);
        collector.Collect([1, 2]);
        collector.Collect(new byte[3]);
        collector.Collect([1], new CollectionContext(_process.Clock.GetUtcNow().AddDays(3), Guid.NewGuid()));
        collector.Collect([1]);

        Assert.Equal(new CollectorStatistics(0, 0, 0, 0, 0, 3) { SampledOut = 1 }, collector.Statistics);
        Assert.Equal(FlushStatus.Accepted, (await _process.FlushAsync(collector)).Status);
        Assert.Equal(0, _process.Hub.Attempts);
    }

    [Fact]
    public async Task Collect_OffAndSampled_OffStaysOffAndIsNotCounted()
    {
        _process.Options.Sampling = new(0.5m);
        _process.Options.Enabled = null;
        await using ModelDataCollector off = _process.Collector("inputs");
        _process.Options.Enabled = true;
        await using ModelDataCollector on = _process.Collector("predictions");
        for (int i = 0; i < 100; i++)
        {
            on.Collect([i], off.Collect([i]));
        }

        Assert.Equal(default, on.Statistics);
        Assert.Equal(default, off.Statistics);
    }

    [Fact]
    public async Task Collect_RowsOfOneCall_StayOrGoTogether()
    {
        _process.Options.Sampling = new(0.5m);
        await using ModelDataCollector collector = _process.Collector();
        double[,] batch = new double[3000, 20];
        for (int i = 0; i < 40; i++)
        {
            long before = collector.Statistics.Enqueued;
            collector.Collect(batch);
            Assert.Contains(collector.Statistics.Enqueued - before, (long[])[0, 3000]);
            await _process.FlushAsync(collector);
        }
        Assert.InRange(collector.Statistics.Sent, 3000 * 2, 3000 * 38);
    }

    [Fact]
    public async Task Collect_SampledAndDebugging_PrintsAllRowsAndCountsEachOnce()
    {
        _process.Options.Sampling = new(0);
        _process.Options.Debug = true;
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([1.5]);

        Assert.Contains(",1.5\n", _process.Output.ToString(), StringComparison.Ordinal);
        Assert.Equal(new CollectorStatistics { SampledOut = 1 }, collector.Statistics);
    }

    [Fact]
    public async Task Meter_SampledRows_HasThem()
    {
        _process.Options.Sampling = new(0);
        await using ModelDataCollector collector = new(
            new CollectorDefinition("sampled", "inputs", null, null, null, null, null),
            _process.Options,
            _process.ForCollectors
        );
        collector.Collect(new double[7, 2]);

        Assert.Equal(7, Diagnostics.MetricsTests.Read("sampled")["sampled_out default/default/inputs"]);
    }

    private async Task<HashSet<string>> FeaturesAsync(ModelDataCollector collector)
    {
        await _process.FlushAsync(collector);
        return
        [
            .. _process
                .Hub.Distinct.Where(it => it.Attribute(EventAttributes.Identifier) == collector.Address.Identifier)
                .SelectMany(it => it.Rows)
                .Select(StoredEvent.Features),
        ];
    }

    private string? RateOf(ModelDataCollector collector) =>
        _process
            .Hub.Distinct.Where(it => it.Attribute(EventAttributes.Identifier) == collector.Address.Identifier)
            .Select(SampleRates.Of)
            .Distinct()
            .Single();

    private static IEnumerable<(string Key, bool IsTaken)> Vectors(decimal rate)
    {
        string path = Path.Combine(Repository.Root, "tests", "Shared.Tests", "Golden", "sampling-hashes.json");
        using JsonDocument vectors = JsonDocument.Parse(File.ReadAllText(path));
        foreach (JsonElement vector in vectors.RootElement.EnumerateArray())
        {
            yield return (
                vector.GetProperty("key").GetString()!,
                vector
                    .GetProperty("taken")
                    .EnumerateArray()
                    .Any(it => it.GetString() == rate.ToString(CultureInfo.InvariantCulture))
            );
        }
    }
}
