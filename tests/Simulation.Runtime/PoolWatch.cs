using System.Diagnostics.Tracing;

namespace ModelData.Simulation;

/// <summary>
/// Sees every item that a thread with a loop puts on the thread pool: whatever runs there is out of the seed's hands. The runtime reports items on the
/// thread that queues them, so that the pool may be used beside simulations.
/// </summary>
internal sealed class PoolWatch : EventListener
{
    private const string Source = "System.Diagnostics.Eventing.FrameworkEventSource";
    private const EventKeywords ThreadPool = (EventKeywords)0x0002;
    private static readonly PoolWatch Instance = new();

    [ThreadStatic]
    private static SimulatedLoop? t_loop;

    /// <summary>Watches the present thread until it is disposed of.</summary>
    public static IDisposable Of(SimulatedLoop loop)
    {
        GC.KeepAlive(Instance);
        t_loop = loop;
        return new Ending();
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source)
        {
            EnableEvents(eventSource, EventLevel.Verbose, ThreadPool);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (t_loop is { } loop && eventData.EventName?.Contains("Enqueue", StringComparison.Ordinal) == true)
        {
            loop.Escaped(Environment.StackTrace);
        }
    }

    private sealed class Ending : IDisposable
    {
        public void Dispose() => t_loop = null;
    }
}
