using ModelData.Operations.DeadLetters;

namespace ModelData.Console.DeadLetters;

/// <summary>The listing of dead letters, kept for some seconds: it reads the index of each pack. Thread-safe.</summary>
internal sealed class LetterCatalog(ConsolePlaces places, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _listing = new(1, 1);
    private (LetterFilter Times, IReadOnlyList<ListedLetter> Letters, long At)? _listed;

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
                var store = new LetterStore(places.Pipeline.DeadLetters, time);
                known = (times, await store.ListAsync(times, cancellationToken), start);
                _listed = known;
            }
            return (known.Letters, time.GetElapsedTime(known.At));
        }
        finally
        {
            _listing.Release();
        }
    }

    /// <summary>Takes note that letters were sent again.</summary>
    public void Forget() => _listed = null;

    public void Dispose() => _listing.Dispose();
}
