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
    private static readonly Lazy<bool> IsWatching = new(WaitUntilItSees);
    private static volatile bool s_sees;

    [ThreadStatic]
    private static SimulatedLoop? t_loop;

    /// <summary>Watches the present thread until it is disposed of.</summary>
    public static IDisposable Of(SimulatedLoop loop)
    {
        _ = IsWatching.Value;
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
        if (eventData.EventName?.Contains("Enqueue", StringComparison.Ordinal) != true)
        {
            return;
        }

        s_sees = true;
        if (t_loop is { } loop)
        {
            loop.Escaped($"{nameof(PoolWatch)}: an item for the thread pool\n{Environment.StackTrace}");
        }
    }

    // The pool asks now and then only whether anybody listens.
    private static bool WaitUntilItSees()
    {
        GC.KeepAlive(Instance);
        while (!s_sees)
        {
            using var ran = new ManualResetEventSlim();
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(_ => ran.Set(), null);
            ran.Wait();
        }

        return true;
    }

    private sealed class Ending : IDisposable
    {
        public void Dispose() => t_loop = null;
    }
}
