using ModelData.Producer.Buffering;

namespace ModelData.Producer.Diagnostics;

/// <summary>The collectors whose state is told. They are not kept alive: one that nobody uses any more is gone. Thread-safe.</summary>
internal sealed class CollectorStates
{
    private readonly Lock _gate = new();
    private readonly List<WeakReference<CollectorState>> _collectors = [];
    private int _pruneAt = 64;

    /// <summary>Those that are still there.</summary>
    public List<CollectorState> All
    {
        get
        {
            lock (_gate)
            {
                List<CollectorState> all = new(_collectors.Count);
                foreach (WeakReference<CollectorState> each in _collectors)
                {
                    if (each.TryGetTarget(out CollectorState? collector))
                    {
                        all.Add(collector);
                    }
                }
                return all;
            }
        }
    }

    public void Add(CollectorState collector)
    {
        lock (_gate)
        {
            _collectors.Add(new WeakReference<CollectorState>(collector));
            if (_collectors.Count >= _pruneAt)
            {
                _collectors.RemoveAll(static it => !it.TryGetTarget(out _));
                _pruneAt = Math.Max(64, 2 * _collectors.Count);
            }
        }
    }

    public void Remove(CollectorState collector)
    {
        lock (_gate)
        {
            _collectors.RemoveAll(it => !it.TryGetTarget(out CollectorState? other) || other == collector);
        }
    }
}
