namespace ModelData.Producer.Buffering;

/// <summary>What the rows of one call share: when <c>Collect</c> ran, and the context they are filed under.</summary>
internal readonly struct RowStamp
{
    public RowStamp(DateTimeOffset now, CollectionContext context)
    {
        Ticks = now.UtcTicks;
        Context = context;
        DayNumber = (int)(context.Timestamp.UtcTicks / TimeSpan.TicksPerDay);
        // Checked because contexts travel through other systems: a forged or broken one must not open folders for days to come.
        IsDayLegal =
            context.Timestamp.UtcTicks <= Ticks + ProducerDefaults.MaxClockSkew.Ticks
            && context.Timestamp >= DateTimeOffset.UnixEpoch;
    }

    public CollectionContext Context { get; }

    public long Ticks { get; }

    public int DayNumber { get; }

    public bool IsDayLegal { get; }
}
