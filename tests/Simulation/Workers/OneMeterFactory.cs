using System.Diagnostics.Metrics;

namespace ModelData.Simulation.Workers;

/// <summary>Makes the meters of one worker, and ends them with it.</summary>
internal sealed class OneMeterFactory : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose() => _meters.ForEach(meter => meter.Dispose());
}
