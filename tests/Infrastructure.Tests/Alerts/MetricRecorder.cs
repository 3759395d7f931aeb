using System.Diagnostics.Metrics;

namespace ModelData.Infrastructure.Alerts;

/// <summary>Records what one worker measures, as the exporter sends it: a row for each metric and set of tags at each collection. Thread-safe.</summary>
internal sealed class MetricRecorder : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly List<MetricRow> _rows = [];
    private readonly Dictionary<string, double> _added = [];

    public MetricRecorder(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Note(instrument, value));
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Note(instrument, value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Note(instrument, value));
        _listener.Start();
    }

    /// <summary>Collects once.</summary>
    /// <returns>All rows so far.</returns>
    public IReadOnlyList<MetricRow> Collect()
    {
        _listener.RecordObservableInstruments();
        lock (_lock)
        {
            foreach (var (name, sum) in _added)
            {
                _rows.Add(new MetricRow(TimeProvider.System.GetUtcNow(), name, sum));
            }

            _added.Clear();
            return [.. _rows];
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value)
    {
        lock (_lock)
        {
            if (instrument.IsObservable)
            {
                _rows.Add(new MetricRow(TimeProvider.System.GetUtcNow(), instrument.Name, value));
            }
            else
            {
                _added[instrument.Name] = _added.GetValueOrDefault(instrument.Name) + value;
            }
        }
    }
}
