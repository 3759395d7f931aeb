namespace ModelData.Producer;

/// <summary>The result of a flush.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="LostRows">Rows that were given up or dropped while the flush waited. Earlier losses are in the statistics.</param>
/// <param name="PendingRows">Rows still on their way when it ended, those collected after its start included.</param>
public readonly record struct FlushResult(FlushStatus Status, long LostRows, long PendingRows)
{
    /// <summary>Whether Event Hubs has accepted everything that was collected before the flush.</summary>
    public bool IsAccepted => Status == FlushStatus.Accepted;
}
