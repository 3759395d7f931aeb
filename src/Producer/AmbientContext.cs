using ModelData.Producer.Buffering;

namespace ModelData.Producer;

/// <summary>
/// The context of a flow of code, for all collectors that are given none in it: begins with the first rows. Flows into tasks that are started in it, and
/// stays with them when it has ended. Thread-safe.
/// </summary>
internal sealed class AmbientContext : IDisposable
{
    private static readonly AsyncLocal<AmbientContext?> Flow = new();
    private static volatile bool _isUsed;

    private readonly Lock _gate = new();
    private readonly AmbientContext? _outer;
    private CollectionContext _context;
    private volatile bool _hasEnded;

    private AmbientContext(string? correlationId, AmbientContext? outer)
    {
        _context = new CollectionContext(correlationId, CollectionDecision.Open);
        _outer = outer;
    }

    /// <summary>Whether any flow of the process ever had one.</summary>
    public static bool IsUsed => _isUsed;

    /// <summary>The innermost one of this flow; null where there is none. Costs next to nothing in a process that never began one.</summary>
    public static AmbientContext? Current => _isUsed ? Flow.Value : null;

    public static AmbientContext Begin(string? correlationId)
    {
        _isUsed = true;
        return Flow.Value = new AmbientContext(correlationId, Flow.Value);
    }

    /// <summary>Ends it for the flow that began it: the one around it holds again.</summary>
    public void Dispose()
    {
        _hasEnded = true;
        if (Flow.Value == this)
        {
            AmbientContext? outer = _outer;
            while (outer?._hasEnded == true)
            {
                outer = outer._outer;
            }
            Flow.Value = outer;
        }
    }

    /// <summary>The context as a collector finds it, which decides whether its rows are collected unless that is decided.</summary>
    public CollectionContext Decide(RowIntake intake)
    {
        lock (_gate)
        {
            return _context = intake.Decide(_context);
        }
    }

    /// <summary>The context with the time and the ids that it has from the first rows on.</summary>
    public CollectionContext BeginAt(DateTimeOffset now, CorrelationIdSource? correlationIds)
    {
        CollectionContext context;
        lock (_gate)
        {
            context = _context;
        }
        if (context.HasBegun)
        {
            return context;
        }
        // Not under the lock: the application's code names the correlation id, and may collect itself. Who is first has begun it for all.
        context = context.BegunAt(now, correlationIds, out _);
        lock (_gate)
        {
            return _context = _context.HasBegun ? _context : context.DecidedAs(_context.Decision);
        }
    }

    /// <summary>Has its rows sampled by a hash, unless they are already.</summary>
    /// <returns>The hash that holds.</returns>
    public ulong SampleBy(ulong hash)
    {
        lock (_gate)
        {
            if (_context.SampleHash is { } known)
            {
                return known;
            }
            _context = _context.SampledBy(hash);
            return hash;
        }
    }
}
