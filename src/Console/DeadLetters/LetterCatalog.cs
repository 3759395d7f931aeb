using ModelData.Operations.DeadLetters;

namespace ModelData.Console.DeadLetters;

/// <summary>The listing of dead letters, kept for a minute: it reads the index of each pack. Thread-safe.</summary>
internal sealed class LetterCatalog(ConsolePlaces places, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _listing = new(1, 1);
    private int _version;
    private volatile Listing? _listed;

    /// <summary>The letters of a time, whatever else is asked for.</summary>
    public async Task<(IReadOnlyList<ListedLetter> Letters, TimeSpan Age)> ListAsync(
        LetterFilter filter,
        CancellationToken cancellationToken
    )
    {
        var times = new LetterFilter(null, filter.From, filter.Before);
        await _listing.WaitAsync(cancellationToken);
        try
        {
            if (
                _listed is not { } known
                || (known.Times.From, known.Times.Before) != (times.From, times.Before)
                || time.GetElapsedTime(known.At) > Fresh
            )
            {
                long start = time.GetTimestamp();
                int version = Volatile.Read(ref _version);
                var store = new LetterStore(places.Pipeline.DeadLetters, time);
                known = new Listing(times, await store.ListAsync(times, cancellationToken), start);
                // What was marked meanwhile may not be in it.
                _listed = version == Volatile.Read(ref _version) ? known : null;
            }
            return (known.Letters, time.GetElapsedTime(known.At));
        }
        finally
        {
            _listing.Release();
        }
    }

    /// <summary>Takes note that letters were sent again.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _version);
        _listed = null;
    }

    public void Dispose() => _listing.Dispose();

    private sealed record Listing(LetterFilter Times, IReadOnlyList<ListedLetter> Letters, long At);
}
