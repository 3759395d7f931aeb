namespace ModelData.Producer.Sending;

/// <summary>The bytes of closed batches that are not settled yet, over all addresses. Thread-safe.</summary>
/// <param name="maxBytes">Beyond it the ring is not emptied.</param>
internal sealed class PipelineBacklog(int maxBytes)
{
    private long _bytes;

    public long Bytes => Volatile.Read(ref _bytes);

    public bool IsFull => Bytes >= maxBytes;

    public void Add(int bytes) => Interlocked.Add(ref _bytes, bytes);

    public void Remove(int bytes) => Interlocked.Add(ref _bytes, -bytes);
}
