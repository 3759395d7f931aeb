using System.Diagnostics.Metrics;

namespace ModelData.Producer.Tests.Diagnostics;

/// <summary>The meter is the process's, as are its sums: each test has a model of its own.</summary>
[Trait("Level", "Unit")]
public sealed class MetricsTests
{
    private readonly TestProcess _process = new();

    [Fact]
    public async Task Meter_AfterRowsOfEveryFate_Reconciles()
    {
        _process.Hub.Script = (attempt, _) => attempt == 2 ? Fate.Rejected : Fate.Accepted;
        await using ModelDataCollector collector = Create("metered", types: [FeatureType.Double, FeatureType.Double]);
        for (int i = 0; i < 3; i++)
        {
            collector.Collect([(double)i, 1]);
            await _process.FlushAsync(collector);
        }
        collector.Collect(["text", "text"]);
        collector.Collect([1.0]);
        await _process.FlushAsync(collector);

        Dictionary<string, long> rows = Read("metered");
        Assert.Equal(4, rows["enqueued default/1/inputs"]);
        Assert.Equal(2, rows["sent default/1/inputs"]);
        Assert.Equal(1, rows["failed default/1/inputs"]);
        Assert.Equal(1, rows["dropped default/1/inputs ColumnType"]);
        Assert.Equal(0, rows["pending default/1/inputs"]);
        Assert.Equal(1, rows["refused default/1/inputs Width"]);
    }

    [Fact]
    public async Task Meter_OneModelInSeveralVersionsAndServices_IsOneSeriesEach()
    {
        await using ModelDataCollector one = Create("versioned", version: "1");
        await using ModelDataCollector two = Create("versioned", version: "2");
        await using ModelDataCollector other = Create("versioned", version: "2", service: "shop");
        await CollectAsync(one, 1);
        await CollectAsync(two, 2);
        await CollectAsync(other, 4);

        Dictionary<string, long> rows = Read("versioned");
        Assert.Equal(1, rows["sent default/1/inputs"]);
        Assert.Equal(2, rows["sent default/2/inputs"]);
        Assert.Equal(4, rows["sent shop/2/inputs"]);
    }

    [Fact]
    public async Task Meter_OneSeriesInSeveralPipelinesAndWorkspaces_IsTheirSum()
    {
        await using ModelDataCollector one = Create("summed");
        await using ModelDataCollector moved = Create("summed", workspace: "a/b/c");
        _process.Options.Linger = TimeSpan.FromSeconds(2);
        await using ModelDataCollector other = Create("summed");
        Assert.NotSame(one.Pipeline, other.Pipeline);
        await CollectAsync(one, 1);
        await CollectAsync(moved, 2);
        await CollectAsync(other, 4);

        Assert.Equal(7, Read("summed")["sent default/1/inputs"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Meter_CollectorIsGone_NoCounterFalls(bool isLast)
    {
        string model = $"gone {isLast}";
        await using ModelDataCollector? beside = isLast ? null : Create($"beside {isLast}");
        ModelDataCollector first = Create(model);
        await CollectAsync(first, 3);
        first.Collect([1.0, 2.0]);
        Dictionary<string, long> before = Read(model);

        await first.DisposeAsync();
        Assert.Equal(before, Read(model));
        first.Collect([1.0]);
        first.Collect([1.0, 2.0]);
        Dictionary<string, long> late = Read(model);
        await using ModelDataCollector second = Create(model);
        await CollectAsync(second, 2);
        Dictionary<string, long> after = Read(model);

        Assert.Equal(1, late["refused default/1/inputs Closed"]);
        Assert.Equal(2, late["refused default/1/inputs Width"]);
        Assert.Equal(5, after["sent default/1/inputs"]);
        Assert.Equal(5, after["enqueued default/1/inputs"]);
        Assert.Equal(0, after["pending default/1/inputs"]);
    }

    private async Task CollectAsync(ModelDataCollector collector, int rows)
    {
        for (int i = 0; i < rows; i++)
        {
            collector.Collect([(double)i]);
        }
        await _process.FlushAsync(collector);
    }

    private ModelDataCollector Create(
        string model,
        string version = "1",
        string? service = null,
        string? workspace = null,
        FeatureType[]? types = null
    ) =>
        new(
            new CollectorDefinition(
                model,
                "inputs",
                types is null ? null : ["a", "b"],
                workspace,
                service,
                version,
                types
            ),
            _process.Options,
            _environment ??= _process.ForCollectors
        );

    private CollectorEnvironment? _environment;

    internal static Dictionary<string, long> Read(string model)
    {
        const string prefix = "modeldata.producer.rows.";
        Dictionary<string, long> rows = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (
                instrument.Meter.Name == ProducerTelemetry.MeterName
                && instrument.Name.StartsWith(prefix, StringComparison.Ordinal)
            )
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) =>
            {
                Dictionary<string, object?> all = new(tags.ToArray());
                if (all.GetValueOrDefault("model") as string == model)
                {
                    string series = $"{all["webservice"]}/{all["version"]}/{all["identifier"]}";
                    // A series that is told twice would be whatever came last.
                    rows.Add(
                        $"{instrument.Name[prefix.Length..]} {series} {all.GetValueOrDefault("reason")}".TrimEnd(),
                        value
                    );
                }
            }
        );
        listener.Start();
        listener.RecordObservableInstruments();
        return rows;
    }
}
