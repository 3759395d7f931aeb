using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace ModelData.Producer.Tests.Diagnostics;

/// <summary>The state as a metric. The meter is the process's: each test has a model of its own.</summary>
[Trait("Level", "Unit")]
public sealed class StateMetricTests
{
    private readonly TestProcess _process = new();

    [Fact]
    public async Task State_EachSeries_IsOneOfItsWorstState()
    {
        await using ModelDataCollector sending = Create("stated", "inputs");
        _process.Options.Collectors["stated/labels"] = new CollectorOptions { Enabled = false };
        await using ModelDataCollector off = Create("stated", "labels");
        await Wait.UntilAsync(() => sending.Status.State == CollectionState.Sending, "it sends");
        Assert.Equal(["shop/1/inputs Sending", "shop/1/labels Off"], Read("stated"));

        _process.Options.Collectors.Clear();
        _process.Options.Enabled = null;
        await using ModelDataCollector beside = Create("stated", "inputs");
        Assert.Equal(["shop/1/inputs Sending", "shop/1/labels Off"], Read("stated"));
        _process.Environment["ModelData__Linger"] = "10";
        _process.Options.Enabled = true;
        await using ModelDataCollector broken = Create("stated", "inputs");
        Assert.Equal(["shop/1/inputs Misconfigured", "shop/1/labels Off"], Read("stated"));
    }

    [Fact]
    public async Task State_CollectorIsClosedOrForgotten_IsToldNoMore()
    {
        ModelDataCollector closed = Create("gone states", "inputs");
        Assert.Single(Read("gone states"));
        await closed.DisposeAsync();
        Assert.Empty(Read("gone states"));

        Forget();
        await Wait.UntilAsync(
            () => Read("gone states").Count == 0,
            "it is gone",
            static () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        );
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Forget() => Create("gone states", "inputs").Collect([1.0]);

    private ModelDataCollector Create(string model, string identifier) =>
        new(
            new CollectorDefinition(model, identifier, null, null, "shop", "1", null),
            _process.Options,
            _process.ForCollectors
        );

    private static List<string> Read(string model)
    {
        List<string> states = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Meter.Name: ProducerTelemetry.MeterName, Name: "modeldata.producer.state" })
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>(
            (_, value, tags, _) =>
            {
                Dictionary<string, object?> all = new(tags.ToArray());
                if ((string?)all["model"] == model)
                {
                    Assert.Equal(1, value);
                    states.Add($"{all["webservice"]}/{all["version"]}/{all["identifier"]} {all["state"]}");
                }
            }
        );
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. states.Order(StringComparer.Ordinal)];
    }
}
