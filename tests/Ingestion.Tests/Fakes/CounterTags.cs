using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>What one counter of one meter counts, by one of its tags: a value for each count. Thread-safe.</summary>
internal sealed class CounterTags : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _values = new();

    public CounterTags(Meter meter, string name, string tag)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter && instrument.Name == name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(
            (_, count, tags, _) =>
            {
                foreach (var (key, value) in tags)
                {
                    for (long i = 0; i < count && key == tag; i++)
                    {
                        _values.Enqueue($"{value}");
                    }
                }
            }
        );
        _listener.Start();
    }

    public IReadOnlyList<string> Values => [.. _values];

    public void Dispose() => _listener.Dispose();
}
