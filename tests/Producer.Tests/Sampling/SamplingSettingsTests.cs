using ModelData.Producer.Diagnostics;
using ModelData.Producer.Tests.Settings;

namespace ModelData.Producer.Tests.Sampling;

/// <summary>Where a collector's share comes from, and what its rows and events say of it.</summary>
[Trait("Level", "Unit")]
public sealed class SamplingSettingsTests
{
    private readonly TestProcess _process = new();

    [Theory]
    [InlineData(null, null, null, 100)]
    [InlineData("0", null, null, 0)]
    [InlineData("0", "1", null, 100)]
    [InlineData("1", "0", null, 0)]
    [InlineData("0", "0", "1", 100)]
    [InlineData("1", null, "0", 0)]
    public async Task Rate_OptionsOwnEntryAndDocument_TheLastOneHolds(
        string? options,
        string? own,
        string? document,
        int expected
    )
    {
        Set("ModelData__Sampling__Rate", options);
        Set("ModelData__Collectors__BEST_MODEL/inputs__Sampling__Rate", own);
        if (document is not null)
        {
            _process.Options.Settings.Uri = new("https://account.blob.core.windows.net/modeldata-settings?sig=s");
            _process.Storage.Members = $"\"enabled\":true,\"sampling\":{{\"rate\":{document}}}";
        }
        await using ModelDataCollector collector = _process.Collector();
        await Wait.UntilAsync(
            () => !collector.Switched.IsWaiting,
            "the settings are known",
            () => _process.Clock.Advance(TimeSpan.FromSeconds(1))
        );
        for (int i = 0; i < 100; i++)
        {
            collector.Collect([i]);
        }

        Assert.Equal(expected, collector.Statistics.Enqueued);
    }

    [Theory]
    [InlineData("ModelData__Sampling__Key", "ModelData__Sampling__Rate")]
    [InlineData(
        "ModelData__Collectors__best_model/inputs__Sampling__Key",
        "ModelData__Collectors__best_model/inputs__Sampling__Rate"
    )]
    public async Task Key_InTheEnvironment_Holds(string key, string rate)
    {
        _process.Environment[key] = "feature_0";
        _process.Environment[rate] = "0.5";
        _process.Environment["ModelData__Collectors__best_model/inputs__Enabled"] = "true";
        await using ModelDataCollector collector = _process.Collector();

        Assert.Equal(RowSampling.Hash("7"u8), collector.Collect([7]).SampleHash);
    }

    [Fact]
    public async Task Rate_OfCode_GoesBeforeTheEnvironmentWhole()
    {
        _process.Environment["ModelData__Sampling__Rate"] = "0";
        _process.Environment["ModelData__Sampling__Key"] = "feature_0";
        _process.Options.Sampling = new(1);
        await using ModelDataCollector collector = _process.Collector();

        Assert.Null(collector.Collect([7]).SampleHash);
        Assert.Equal(1, collector.Statistics.Enqueued);
    }

    [Theory]
    [InlineData("ModelData__Sampling__Rate", "1.5")]
    [InlineData("ModelData__Sampling__Rate", "-0.1")]
    [InlineData("ModelData__Sampling__Rate", "10%")]
    [InlineData("ModelData__Sampling__Rate", "0,1")]
    [InlineData("ModelData__Sampling__Rate", "0.0000000001")]
    [InlineData("ModelData__Sampling__Key", "$Timestamp")]
    [InlineData("ModelData__Collectors__m/inputs__Sampling__Rate", "2")]
    public async Task Setting_CannotBeUsed_CollectionIsOffAndItIsSaid(string name, string text)
    {
        _process.Environment[name] = text;
        await using ModelDataCollector collector = _process.Collector();

        Assert.False(collector.IsEnabled);
        string said = Assert.Single(_process.Log.Entries, it => it.Id == ProducerEventIds.SettingBroken).Text;
        Assert.Contains(name, said, StringComparison.Ordinal);
        Assert.Contains("must be", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_IllegalInCode_Throw()
    {
        _process.Options.Sampling = new(0.0000000001m, "");
        _process.Options.Collectors["m/inputs"] = new() { Sampling = new(-1) };
        string message = Assert.Throws<ArgumentException>(() => _process.Collector()).Message;

        Assert.Contains("Sampling.Rate must be a number from 0 to 1", message, StringComparison.Ordinal);
        Assert.Contains("Sampling.Key must be $RequestId", message, StringComparison.Ordinal);
        Assert.Contains("Collectors.m/inputs.Sampling.Rate must be", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rate_Changes_HoldsAtOnceAndRowsOfTwoRatesNeverShareAnEvent()
    {
        await using LiveHost host = new(
            _process,
            new()
            {
                ["ModelData:Enabled"] = "true",
                ["ModelData:EventHubs:ConnectionString"] = "fake",
                ["ModelData:Linger"] = "01:00:00",
            }
        );
        ModelDataCollector inputs = host.Get("inputs");
        string?[] rates = [null, "0.999999999", "0.5", null, "0.50", "0"];
        for (int i = 0; i < rates.Length; i++)
        {
            host.Change(("ModelData:Sampling:Rate", rates[i]));
            for (int row = 0; row < 50; row++)
            {
                inputs.Collect([i]);
            }
        }
        await _process.FlushAsync(inputs);

        // One event for each rate: those that came back went on where they were.
        Assert.Equal(
            [(null, "0,3"), ("0.5", "2,4"), ("0.999999999", "1")],
            _process
                .Hub.Stored.Select(it =>
                    (SampleRates.Of(it), string.Join(',', it.Rows.Select(StoredEvent.Features).Distinct()))
                )
                .Order()
        );
        CollectorStatistics counts = inputs.Statistics;
        Assert.Equal(300, counts.Received);
        Assert.InRange(counts.SampledOut, 75, 130);
        Assert.Equal(counts.Received, counts.Sent + counts.SampledOut);
    }

    [Fact]
    public async Task SampleRateColumn_OfSampledRows_StandsBehindTheSystemColumns()
    {
        _process.Environment["ModelData__SampleRateColumn"] = "true";
        _process.Options.Sampling = new(0.25m);
        await using ModelDataCollector collector = _process.Collector(featureNames: ["age", "city"]);
        for (int i = 0; i < 100; i++)
        {
            collector.Collect([i, "Oslo"]);
        }
        await _process.FlushAsync(collector);

        StoredEvent stored = Assert.Single(_process.Hub.Stored);
        Assert.Equal("$Timestamp,$CorrelationId,$RequestId,$SampleRate,age,city", stored.Header);
        Assert.Equal("dis", stored.ColumnTypes);
        Assert.All(stored.Rows, it => Assert.StartsWith("0.25,", StoredEvent.Features(it), StringComparison.Ordinal));
        Assert.Equal("0.25", SampleRates.Of(stored));
    }

    [Fact]
    public async Task SampleRateColumn_OfAllRows_IsOne()
    {
        _process.Options.SampleRateColumn = true;
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([7.5]);
        await _process.FlushAsync(collector);

        Assert.Equal(["1,7.5"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Null(SampleRates.Of(_process.Hub.Stored[0]));
    }

    [Fact]
    public async Task SampleRateColumn_AFeatureHasTheName_IsRefusedWithTheMend()
    {
        await using ModelDataCollector plain = _process.Collector("plain", ["age", "$SampleRate"]);
        _process.Options.SampleRateColumn = true;
        string message = Assert
            .Throws<ArgumentException>(() => _process.Collector(featureNames: ["age", "$SampleRate"]))
            .Message;

        Assert.Contains("\"$SampleRate\" stands twice", message, StringComparison.Ordinal);
        Assert.Contains("other names", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SampleRateColumn_IsSwitchedOnWhereAFeatureHasTheName_TheFormerColumnsStayAndItIsSaidOnce()
    {
        await using LiveHost host = new(
            _process,
            new() { ["ModelData:Enabled"] = "true", ["ModelData:EventHubs:ConnectionString"] = "fake" }
        );
        ModelDataCollector inputs = (ModelDataCollector)host.Collectors.Get("m", "inputs", ["$SampleRate"]);
        host.Change(("ModelData:SampleRateColumn", "true"));
        host.Change(("ModelData:Sampling:Rate", "0.999999999"));
        inputs.Collect([7]);
        await _process.FlushAsync(inputs);

        StoredEvent stored = Assert.Single(_process.Hub.Stored);
        Assert.Equal("$Timestamp,$CorrelationId,$RequestId,$SampleRate", stored.Header);
        Assert.Equal("7", StoredEvent.Features(stored.Rows[0]));
        Assert.Equal("0.999999999", SampleRates.Of(stored));
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.SettingsKept));
    }

    [Fact]
    public async Task Collect_WidestRowBesideAnAddedColumn_IsTakenAndAWiderOneRefusedWithTheMend()
    {
        _process.Options.SampleRateColumn = true;
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect(new double[4093]);
        collector.Collect(new object?[4093].ToList());
        collector.Collect(new double[4092]);
        await _process.FlushAsync(collector);

        Assert.Equal((1, 2), (collector.Statistics.Sent, collector.Statistics.Refused));
        string said = Assert.Single(_process.Log.Entries, it => it.Id == ProducerEventIds.RowsRefused).Text;
        Assert.Contains("at most 4092 (the options add $SampleRate: leave them out", said, StringComparison.Ordinal);
    }

    private void Set(string name, string? text)
    {
        if (text is not null)
        {
            _process.Environment[name] = text;
        }
    }
}
