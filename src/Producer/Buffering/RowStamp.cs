namespace ModelData.Producer.Buffering;

/// <summary>What the rows of one call share: when <c>Collect</c> ran, and the context they are filed under, which the first of them may complete.</summary>
internal struct RowStamp
{
    private CollectionContext _context;

    public RowStamp(DateTimeOffset now, in CollectionContext context)
    {
        Ticks = now.UtcTicks;
        _context = context.HasBegun ? context : context.BegunAt(now);
        DayNumber = (int)(_context.Ticks / TimeSpan.TicksPerDay);
        // Checked because contexts travel through other systems: a forged or broken one must not open folders for days to come.
        IsDayLegal =
            _context.Ticks <= Ticks + ProducerDefaults.MaxClockSkew.Ticks
            && _context.Ticks >= DateTimeOffset.UnixEpoch.Ticks;
    }

    public readonly CollectionContext Context => _context;

    public readonly long Ticks { get; }

    public readonly int DayNumber { get; }

    public readonly bool IsDayLegal { get; }

    /// <summary>The place of the rows at hand in the call, from 0.</summary>
    public int Place { get; set; }

    /// <summary>Has all rows of the context sampled by a hash, unless they are already.</summary>
    /// <returns>The hash that holds.</returns>
    public ulong SampleBy(ulong hash)
    {
        _context = _context.SampledBy(hash);
        return hash;
    }
}
