using System.Diagnostics.CodeAnalysis;

namespace ModelData.Producer.Buffering;

/// <summary>What the rows of one call share: when <c>Collect</c> ran, and the context they are filed under, which the first of them may complete.</summary>
internal struct RowStamp
{
    private readonly AmbientContext? _ambient;
    private CollectionContext _context;

    /// <param name="now">The time.</param>
    /// <param name="context">The context; begins now unless it has begun.</param>
    /// <param name="correlationIds">Where a correlation id comes from that it lacks then; null for nowhere.</param>
    /// <param name="ambient">Whose context it is; null where it is the caller's.</param>
    public RowStamp(
        DateTimeOffset now,
        in CollectionContext context,
        CorrelationIdSource? correlationIds,
        AmbientContext? ambient = null
    )
    {
        Ticks = now.UtcTicks;
        bool isAlone = false;
        _context = context.HasBegun ? context : context.BegunAt(now, correlationIds, out isAlone);
        IsAlone = isAlone;
        _ambient = ambient;
        DayNumber = (int)(_context.Ticks / TimeSpan.TicksPerDay);
        // Checked because contexts travel through other systems: a forged or broken one must not open folders for days to come.
        IsDayLegal =
            _context.Ticks <= Ticks + ProducerDefaults.MaxClockSkew.Ticks
            && _context.Ticks >= DateTimeOffset.UnixEpoch.Ticks;
    }

    // By reference: a context is too large to be copied for each look at it.
    [UnscopedRef]
    public readonly ref readonly CollectionContext Context => ref _context;

    public readonly long Ticks { get; }

    public readonly int DayNumber { get; }

    public readonly bool IsDayLegal { get; }

    /// <summary>Whether no other rows can have the ids of these, unless their context is passed on.</summary>
    public readonly bool IsAlone { get; }

    /// <summary>The place of the rows at hand in the call, from 0.</summary>
    public int Place { get; set; }

    /// <summary>The number of the row at that place: a row of a batch that is collected alone has that of its context.</summary>
    public readonly int FirstRow => _context.RowId.GetValueOrDefault() + Place;

    /// <summary>Takes over by what the rows of the context are sampled, where a copy of this has decided it.</summary>
    public void FollowSample(in CollectionContext context)
    {
        if (_context.SampleHash is null && context.SampleHash is { } hash)
        {
            _context = _context.SampledBy(hash);
        }
    }

    /// <summary>Has all rows of the context sampled by a hash, unless they are already.</summary>
    /// <returns>The hash that holds.</returns>
    public ulong SampleBy(ulong hash)
    {
        hash = _ambient?.SampleBy(hash) ?? hash;
        _context = _context.SampledBy(hash);
        return hash;
    }
}
