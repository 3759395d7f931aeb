namespace ModelData.Ingestion.Memory;

/// <summary>What one large event holds of <see cref="LargeEventLane"/>. It only ever becomes less. Thread-safe.</summary>
internal sealed class LaneShare(ByteQueue lane, long bytes) : IDisposable
{
    private long _bytes = bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Gives back all but so many bytes.</summary>
    public void Shrink(long bytes)
    {
        long before;
        do
        {
            before = Bytes;
            if (bytes >= before)
            {
                return;
            }
        } while (Interlocked.CompareExchange(ref _bytes, bytes, before) != before);

        lane.Release(before - bytes);
    }

    /// <summary>Gives all of it to somebody else, who gives it back.</summary>
    public LaneShare HandOver() => new(lane, Interlocked.Exchange(ref _bytes, 0));

    /// <summary>Gives all of them back.</summary>
    public void Dispose() => Shrink(0);
}
