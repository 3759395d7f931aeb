namespace ModelData.Ingestion.Diagnostics;

/// <summary>
/// Growing waits with full jitter, so that writers that met at one blob part. For work that is scheduled, where a retry pipeline would
/// hold a worker while it waits. Not thread-safe.
/// </summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private int _attempts;

    public TimeSpan Next()
    {
        var ceiling = TimeSpan.FromTicks(Math.Min(longest.Ticks, first.Ticks << Math.Min(_attempts++, 16)));
        return ceiling * (0.25 + 0.75 * Random.Shared.NextDouble());
    }

    public void Reset() => _attempts = 0;
}
