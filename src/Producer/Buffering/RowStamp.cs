namespace ModelData.Producer.Buffering;

/// <summary>What the rows of one call share: when <c>Collect</c> ran, and the context they are filed under.</summary>
internal readonly struct RowStamp
{
    public RowStamp(DateTimeOffset now, in CollectionContext context)
    {
        Ticks = now.UtcTicks;
        Context = context.HasBegun ? context : context.BegunAt(now);
        DayNumber = (int)(Context.Ticks / TimeSpan.TicksPerDay);
        // Checked because contexts travel through other systems: a forged or broken one must not open folders for days to come.
        IsDayLegal =
            Context.Ticks <= Ticks + ProducerDefaults.MaxClockSkew.Ticks
            && Context.Ticks >= DateTimeOffset.UnixEpoch.Ticks;
    }

    public CollectionContext Context { get; }

    public long Ticks { get; }

    public int DayNumber { get; }

    public bool IsDayLegal { get; }
}
