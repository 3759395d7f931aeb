using System.Diagnostics;

namespace ModelData.Producer.Encoding;

/// <summary>The activities in which the rows of a batch were collected: distinct, and not more than anybody looks at. Used by one thread at a time.</summary>
internal sealed class TraceLinks
{
    /// <summary>More are left out: exporters keep 128 links of a span.</summary>
    private const int Most = 128;

    private readonly HashSet<ActivityContext> _contexts = [];
    private ActivityContext _last;
    private bool _hasOthers;

    public IReadOnlyCollection<ActivityContext> Contexts => _contexts;

    /// <summary>The one activity of all rows; null where there are several, or rows that have none.</summary>
    public ActivityContext? Single => _contexts.Count == 1 && !_hasOthers ? _contexts.First() : null;

    /// <summary>Adds the activity of a row.</summary>
    /// <param name="context">The default one where it has none.</param>
    public void Add(in ActivityContext context)
    {
        if (context == default)
        {
            _hasOthers = true;
        }
        else if (context != _last)
        {
            _last = context;
            _hasOthers |= _contexts.Count >= Most && !_contexts.Contains(context);
            if (_contexts.Count < Most)
            {
                _contexts.Add(context);
            }
        }
    }
}
