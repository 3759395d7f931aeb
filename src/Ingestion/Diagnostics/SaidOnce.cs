using System.Collections.Concurrent;

namespace ModelData.Ingestion.Diagnostics;

/// <summary>Remembers what was said, so that it is said once; so much of it, that some may be said again after very much. Thread-safe.</summary>
internal sealed class SaidOnce<T>
    where T : notnull
{
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<T, bool> _said = new();

    /// <summary>Whether it was not said yet; from now on it was.</summary>
    public bool IsNews(T what)
    {
        if (_said.Count >= MostRemembered)
        {
            _said.Clear();
        }

        return _said.TryAdd(what, true);
    }

    /// <summary>It is over: the next time it is news.</summary>
    public void Forget(T what) => _said.TryRemove(what, out _);
}
