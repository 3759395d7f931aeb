namespace ModelData.Testing;

/// <summary>A fault that waits in a proxy for the requests it is meant for. Dispose disarms it.</summary>
public sealed class ArmedFault : IDisposable
{
    private readonly Func<BlobRequest, bool> _match;
    private readonly BlobFault _fault;
    private readonly Action<ArmedFault> _disarm;
    private readonly TaskCompletionSource<BlobRequest> _firstHit = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly int _times;
    private readonly int _skipped;
    private int _matches;

    internal ArmedFault(
        Func<BlobRequest, bool> match,
        BlobFault fault,
        int times,
        int skip,
        Action<ArmedFault> disarm
    ) => (_match, _fault, _times, _skipped, _disarm) = (match, fault, times, skip, disarm);

    /// <summary>How many requests it was applied to.</summary>
    public int Hits => Math.Clamp(Volatile.Read(ref _matches) - _skipped, 0, _times);

    /// <summary>Completes when the first request is hit, before the fault is applied.</summary>
    public Task<BlobRequest> FirstHit => _firstHit.Task;

    /// <inheritdoc/>
    public void Dispose() => _disarm(this);

    internal BlobFault? Claim(BlobRequest request)
    {
        if (!_match(request))
        {
            return null;
        }
        var number = Interlocked.Increment(ref _matches) - _skipped;
        if (number < 1 || number > _times)
        {
            return null;
        }
        _firstHit.TrySetResult(request);
        return _fault;
    }
}
