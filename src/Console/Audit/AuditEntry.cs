namespace ModelData.Console.Audit;

/// <summary>Something that was done in a console, as the audit tells it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When it was intended, by the clock of the console's machine.</param>
/// <param name="Who">Who did it.</param>
/// <param name="Action">What, in a word.</param>
/// <param name="Detail">What exactly.</param>
public sealed record AuditEntry(string Id, DateTimeOffset At, string Who, string Action, string Detail)
{
    /// <summary>When it was done; null when that is not written: it may be under way, or the console was ended in between.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>What came of it.</summary>
    public string? Outcome { get; init; }
}
