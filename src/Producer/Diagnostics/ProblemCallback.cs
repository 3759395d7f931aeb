using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace ModelData.Producer.Diagnostics;

/// <summary>
/// The application's callback for problems, called one problem at a time on a thread of the pool. It may throw, or block: then what comes meanwhile waits, up
/// to a limit, and nothing else is held up. Thread-safe.
/// </summary>
internal sealed class ProblemCallback
{
    /// <summary>Problems that wait for a callback. A person reads no more of them.</summary>
    private const int MostWaiting = 100;

    /// <summary>
    /// Those of each object whose method they call: one for all collectors that have equal callbacks, so that each problem is told once.
    /// </summary>
    private static readonly ConditionalWeakTable<object, List<ProblemCallback>> Known = [];

    private static readonly object NoTarget = new();

    private readonly Action<CollectionProblem> _callback;
    private readonly Lock _gate = new();
    private readonly Queue<(CollectionProblem Problem, ILogger Logger)> _waiting = new();
    private readonly HashSet<string> _unmended = new(StringComparer.Ordinal);
    private bool _isRunning;
    private bool _isThrowSaid;
    private bool _isFullSaid;

    private ProblemCallback(Action<CollectionProblem> callback) => _callback = callback;

    public static ProblemCallback? Of(Action<CollectionProblem>? callback)
    {
        if (callback is null)
        {
            return null;
        }
        List<ProblemCallback> known = Known.GetOrCreateValue(callback.Target ?? NoTarget);
        lock (known)
        {
            // A method of an object is another delegate each time that it is named, for example with each change of the configuration.
            ProblemCallback? same = known.Find(it => it._callback == callback);
            if (same is null)
            {
                same = new ProblemCallback(callback);
                known.Add(same);
            }
            return same;
        }
    }

    /// <summary>Tells a problem. Never throws, never waits.</summary>
    public void Report(CollectionProblem problem, ILogger logger)
    {
        bool isFull;
        lock (_gate)
        {
            isFull = _waiting.Count >= MostWaiting;
            if (!isFull)
            {
                _waiting.Enqueue((problem, logger));
                if (!_isRunning)
                {
                    _isRunning = true;
                    ThreadPool.UnsafeQueueUserWorkItem(static it => it.Run(), this, preferLocal: false);
                }
            }
            else if (_isFullSaid)
            {
                return;
            }
            _isFullSaid |= isFull;
        }
        if (isFull)
        {
            logger.ProblemCallbackFull(MostWaiting);
        }
    }

    /// <summary>Tells of a setting that is wrong, unless that was told and the setting is still so: several collectors have the same settings.</summary>
    public void ReportSetting(string problem, string? mend, ILogger logger)
    {
        bool isNews;
        lock (_gate)
        {
            isNews = _unmended.Count < MostWaiting && _unmended.Add(problem);
        }
        if (isNews)
        {
            Report(new CollectionProblem(CollectionProblemKind.Misconfigured, null, problem, mend), logger);
        }
    }

    /// <summary>Notes that a setting is well: if it breaks again, that is told again.</summary>
    public void Mended(string problem)
    {
        lock (_gate)
        {
            _unmended.Remove(problem);
        }
    }

    private void Run()
    {
        while (TryTake(out (CollectionProblem Problem, ILogger Logger) next))
        {
            try
            {
                _callback(next.Problem);
            }
#pragma warning disable CA1031 // The application's fault is not collection's.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (!_isThrowSaid)
                {
                    _isThrowSaid = true;
                    next.Logger.ProblemCallbackThrew(exception);
                }
            }
        }
    }

    private bool TryTake(out (CollectionProblem Problem, ILogger Logger) next)
    {
        lock (_gate)
        {
            _isRunning = _waiting.TryDequeue(out next);
            _isFullSaid &= _isRunning;
            return _isRunning;
        }
    }
}
