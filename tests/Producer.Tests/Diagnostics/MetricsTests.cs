using System.Diagnostics.Metrics;

namespace ModelData.Producer.Tests;

[Trait("Level", "Unit")]
public sealed class MetricsTests
{
    private readonly TestProcess _process = new();

    [Fact]
    public async Task Meter_AfterRowsOfEveryFate_Reconciles()
    {
        _process.Hub.Script = (attempt, _) => attempt == 2 ? Fate.Rejected : Fate.Accepted;
        // The meter's name is the process's: this model is only here.
        await using ModelDataCollector collector = new(
            new CollectorDefinition("metered", "inputs", null, null, null, null, null),
            _process.Options,
            _process.ForCollectors
        );
        for (int i = 0; i < 3; i++)
        {
            collector.Collect([(double)i, 1]);
            await _process.FlushAsync(collector);
        }
        collector.Collect(["text", "text"]);
        collector.Collect([1.0]);
        await _process.FlushAsync(collector);

        Dictionary<string, long> rows = Read();
        Assert.Equal(4, rows["modeldata.producer.rows.enqueued"]);
        Assert.Equal(2, rows["modeldata.producer.rows.sent"]);
        Assert.Equal(1, rows["modeldata.producer.rows.failed"]);
        Assert.Equal(1, rows["modeldata.producer.rows.dropped ColumnType"]);
        Assert.Equal(0, rows["modeldata.producer.rows.pending"]);
        Assert.Equal(1, rows["modeldata.producer.rows.refused Width"]);
    }

    private static Dictionary<string, long> Read()
    {
        Dictionary<string, long> rows = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "ModelData.Producer")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) =>
            {
                Dictionary<string, object?> all = new(tags.ToArray());
                if (all.GetValueOrDefault("model") is "metered")
                {
                    rows[$"{instrument.Name} {all.GetValueOrDefault("reason")}".TrimEnd()] = value;
                }
            }
        );
        listener.Start();
        listener.RecordObservableInstruments();
        return rows;
    }
}
