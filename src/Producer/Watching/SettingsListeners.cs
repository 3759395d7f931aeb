using Microsoft.Extensions.Logging;

namespace ModelData.Producer.Watching;

/// <summary>The collectors that follow a document. They are not kept alive: the garbage collector finds and closes what nobody uses any more.</summary>
internal sealed class SettingsListeners
{
    private readonly Lock _gate = new();
    private readonly List<WeakReference<ISettingsListener>> _listeners = [];

    /// <summary>Those that are still there.</summary>
    public List<ISettingsListener> All
    {
        get
        {
            lock (_gate)
            {
                _listeners.RemoveAll(static it => !it.TryGetTarget(out _));
                List<ISettingsListener> all = new(_listeners.Count);
                foreach (WeakReference<ISettingsListener> each in _listeners)
                {
                    if (each.TryGetTarget(out ISettingsListener? listener))
                    {
                        all.Add(listener);
                    }
                }
                return all;
            }
        }
    }

    public void Add(ISettingsListener listener)
    {
        lock (_gate)
        {
            _listeners.Add(new WeakReference<ISettingsListener>(listener));
        }
    }

    public void Remove(ISettingsListener listener)
    {
        lock (_gate)
        {
            _listeners.RemoveAll(it => !it.TryGetTarget(out ISettingsListener? other) || other == listener);
        }
    }

    /// <summary>Says something once in each log.</summary>
    public void Say(Action<ILogger> say)
    {
        foreach (ISettingsListener each in All.DistinctBy(static it => it.Loggers))
        {
            say(each.Logger);
        }
    }
}
