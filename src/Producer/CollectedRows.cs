using ModelData.Producer.DependencyInjection;
using ModelData.Producer.InMemory;
using ModelData.Producer.Sending;

namespace ModelData.Producer;

/// <summary>
/// What the collectors of an application have collected in a test, from <c>AddModelDataCollection().ToMemory(out rows)</c>. Reading waits until everything
/// that was collected before is here, also after the application has ended; it needs no flush, no pause and no clock. Thread-safe.
/// </summary>
public sealed class CollectedRows
{
    private readonly Lock _gate = new();
    private readonly List<ModelDataCollectors> _sources = [];
    private readonly List<CollectedRow> _rows = [];
    private readonly List<string> _unreadable = [];

    internal CollectedRows() { }

    /// <summary>All rows so far. Those of one collector are in the order in which they were collected.</summary>
    /// <exception cref="InvalidOperationException">A setting is broken, or rows cannot be redacted as they are to be, so that a
    /// collector collects nothing; the message names it and what to do. Or an event
    /// is none that the worker would take, which is a fault of this package; the message has the reason.</exception>
    public IReadOnlyList<CollectedRow> All
    {
        get
        {
            ModelDataCollectors[] sources;
            lock (_gate)
            {
                sources = [.. _sources];
            }
            foreach (ModelDataCollectors source in sources)
            {
                if (source.BrokenSettings is { Count: > 0 } broken)
                {
                    throw new InvalidOperationException($"Nothing is collected: {string.Join(" ", broken)}");
                }
                if (source.Status is { State: CollectionState.Misconfigured } status)
                {
                    throw new InvalidOperationException($"Nothing is collected: {status.Advice}");
                }
                Blocking.Run(() => source.FlushAsync(Timeout.InfiniteTimeSpan), Timeout.InfiniteTimeSpan);
            }
            lock (_gate)
            {
                return _unreadable.Count == 0
                    ? [.. _rows]
                    : throw new InvalidOperationException(string.Join(Environment.NewLine, _unreadable));
            }
        }
    }

    /// <summary>The rows of the collectors of a model and identifier so far, whatever their version, web service and workspace.</summary>
    /// <param name="modelName">The model's name.</param>
    /// <param name="identifier">What is collected. Default: <c>default</c>, as of <see cref="IModelDataCollectors.Get"/>.</param>
    /// <exception cref="InvalidOperationException">As of <see cref="All"/>.</exception>
    public IReadOnlyList<CollectedRow> Of(string modelName, string identifier = ProducerDefaults.Name) =>
        [.. All.Where(it => it.Address.Model == modelName && it.Address.Identifier == identifier)];

    /// <summary>Forgets the rows so far, those on their way included, for tests that share an application.</summary>
    /// <exception cref="InvalidOperationException">As of <see cref="All"/>; what the worker would not take is forgotten as well.</exception>
    public void Clear()
    {
        try
        {
            _ = All;
        }
        finally
        {
            lock (_gate)
            {
                _rows.Clear();
                _unreadable.Clear();
            }
        }
    }

    /// <summary>Has what these collectors hold waited for.</summary>
    internal void Follow(ModelDataCollectors source)
    {
        lock (_gate)
        {
            _sources.Add(source);
        }
    }

    /// <summary>Takes the rows of an event.</summary>
    internal void Add(EventRows rows)
    {
        lock (_gate)
        {
            _rows.AddRange(rows.Rows);
            if (rows.Refusal is { } refusal)
            {
                _unreadable.Add(refusal);
            }
        }
    }
}
