namespace ModelData.Producer;

/// <summary>The result of a flush.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="LostRows">Rows that were given up or dropped while the flush waited. Earlier losses are in the statistics.</param>
/// <param name="PendingRows">Rows still on their way when it ended, those collected after its start included.</param>
public readonly record struct FlushResult(FlushStatus Status, long LostRows, long PendingRows)
{
    /// <summary>Whether Event Hubs has accepted everything that was collected before the flush.</summary>
    public bool IsAccepted => Status == FlushStatus.Accepted;

    /// <summary>The result where collection is off.</summary>
    internal static FlushResult Off { get; } = new(FlushStatus.Off, 0, 0);

    /// <summary>The result of two flushes together: what is worse of the two. That some of it is off is worse than that all of it was accepted.</summary>
    internal FlushResult And(FlushResult other) =>
        new(
            Severity(other.Status) > Severity(Status) ? other.Status : Status,
            LostRows + other.LostRows,
            PendingRows + other.PendingRows
        );

    /// <summary>The result of two flushes of the same rows, some of them here and some there.</summary>
    internal FlushResult Beside(FlushResult other) =>
        And(other) with
        {
            LostRows = Math.Max(LostRows, other.LostRows),
            PendingRows = Math.Max(PendingRows, other.PendingRows),
        };

    private static int Severity(FlushStatus status) =>
        status switch
        {
            FlushStatus.Accepted => 0,
            FlushStatus.Off => 1,
            FlushStatus.Lost => 2,
            _ => 3,
        };
}
