namespace ModelData.Producer.Sending;

/// <summary>A flush that is waited for. Touched by the pump only, once it is posted.</summary>
/// <param name="ringPosition">The end of the ring when the flush was asked for.</param>
/// <param name="collectorId">The collector whose rows are waited for; null for all.</param>
internal sealed class FlushRequest(long ringPosition, int? collectorId)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long RingPosition { get; } = ringPosition;

    public int? CollectorId { get; } = collectorId;

    /// <summary>Whether the collector takes no more rows: once this flush is settled nothing of it is left, and it goes.</summary>
    public bool IsLast { get; init; }

    /// <summary>The lanes to wait for and the number of their last batch; null until all rows have left the ring.</summary>
    public List<(AddressLane Lane, long LastBatch)>? Awaited { get; set; }

    public Task Done => _done.Task;

    public bool IsSettled
    {
        get
        {
            foreach ((AddressLane lane, long lastBatch) in Awaited ?? [])
            {
                if (lane.SettledCount < lastBatch)
                {
                    return false;
                }
            }
            return Awaited is not null;
        }
    }

    public void Complete() => _done.TrySetResult();
}
