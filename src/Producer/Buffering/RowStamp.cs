namespace ModelData.Producer.Buffering;

/// <summary>What the rows of one call share: when <c>Collect</c> ran, and the context they are filed under.</summary>
internal readonly struct RowStamp
{
    public RowStamp(DateTimeOffset now, string? correlationId)
        : this(now.UtcTicks, new CollectionContext(now, RequestIdentity.Current(), correlationId)) { }

    public RowStamp(DateTimeOffset now, in CollectionContext context)
        : this(now.UtcTicks, context.HasBegun ? context : context.BegunAt(now)) { }

    private RowStamp(long ticks, in CollectionContext context)
    {
        Ticks = ticks;
        Context = context;
        DayNumber = (int)(context.Ticks / TimeSpan.TicksPerDay);
        // Checked because contexts travel through other systems: a forged or broken one must not open folders for days to come.
        IsDayLegal =
            context.Ticks <= ticks + ProducerDefaults.MaxClockSkew.Ticks
            && context.Ticks >= DateTimeOffset.UnixEpoch.Ticks;
    }

    public CollectionContext Context { get; }

    public long Ticks { get; }

    public int DayNumber { get; }

    public bool IsDayLegal { get; }
}
