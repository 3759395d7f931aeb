namespace ModelData.Console.Audit;

/// <summary>A day of the audit.</summary>
/// <param name="Day">The day; null when there is none yet.</param>
/// <param name="Days">The days of which there is something, the newest first.</param>
/// <param name="Entries">What was done on the day, the newest first.</param>
/// <param name="IsWhole">Whether that is all of it.</param>
public sealed record AuditModel(
    DateOnly? Day,
    IReadOnlyList<DateOnly> Days,
    IReadOnlyList<AuditEntry> Entries,
    bool IsWhole
);
