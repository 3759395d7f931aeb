namespace ModelData.Producer.Diagnostics;

/// <summary>Counters of batches. Thread-safe.</summary>
internal sealed class SendCounters
{
    private long _batches;
    private long _bytes;
    private long _resends;
    private long _givenUp;

    public long Batches => Volatile.Read(ref _batches);

    public long Bytes => Volatile.Read(ref _bytes);

    public long Resends => Volatile.Read(ref _resends);

    public long GivenUp => Volatile.Read(ref _givenUp);

    public void AddAccepted(int bytes)
    {
        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _bytes, bytes);
    }

    public void AddResend() => Interlocked.Increment(ref _resends);

    public void AddGivenUp() => Interlocked.Increment(ref _givenUp);
}
