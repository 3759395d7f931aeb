using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace ModelData.Producer.Sending;

/// <summary>
/// Sends what is left when the process ends by itself. When Main returns, at <c>Environment.Exit</c> and after an exception that nobody catches, the pipelines
/// that are still open are closed. At a signal they are flushed, since somebody else may handle it and go on; those that a host closes are left to it. Each has
/// the time of its settings. Nothing runs when a process is killed. Thread-safe.
/// </summary>
internal static class ProcessEnd
{
    /// <summary>What a pipeline may take on top of its time to count what is left.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private static readonly ConcurrentDictionary<CollectionPipeline, PipelineRegistry> Open = new();

    /// <summary>The signals that end a process that does not handle them. The runtime raises no event for them.</summary>
    private static readonly List<PosixSignalRegistration> Signals = [];

#pragma warning disable CA1810 // With the first pipeline, not before.
    static ProcessEnd()
#pragma warning restore CA1810
    {
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => CloseAll();
        AppDomain.CurrentDomain.UnhandledException += static (_, unhandled) =>
        {
            if (unhandled.IsTerminating)
            {
                CloseAll();
            }
        };
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP])
        {
            try
            {
                Signals.Add(PosixSignalRegistration.Create(signal, Flush));
            }
            catch (Exception e) when (e is PlatformNotSupportedException or IOException)
            {
                // There is no such signal here.
            }
        }
    }

    /// <summary>Has a pipeline closed at the end.</summary>
    public static void Watch(CollectionPipeline pipeline, PipelineRegistry owner) => Open[pipeline] = owner;

    /// <summary>Leaves a pipeline alone that is closed.</summary>
    public static void Forget(CollectionPipeline pipeline) => Open.TryRemove(pipeline, out _);

    private static void CloseAll() => Run(Open.Keys, static it => it.DisposeAsync().AsTask());

    // The signal is not cancelled: what it would do without this, it does afterwards.
    private static void Flush(PosixSignalContext signal)
    {
        if (!signal.Cancel)
        {
            Run(
                [.. Open.Where(static it => !it.Value.IsHosted).Select(static it => it.Key)],
                static it => it.SendLastAsync()
            );
        }
    }

    private static void Run(ICollection<CollectionPipeline> pipelines, Func<CollectionPipeline, Task> act)
    {
        if (pipelines.Count > 0)
        {
            TimeSpan longest = pipelines.Max(static it => it.CloseTimeout);
            bool isInfinite = pipelines.Any(static it => it.CloseTimeout == Timeout.InfiniteTimeSpan);
            Blocking.Run(
                () => Task.WhenAll(pipelines.Select(act)),
                isInfinite ? Timeout.InfiniteTimeSpan : longest + Grace
            );
        }
    }
}
