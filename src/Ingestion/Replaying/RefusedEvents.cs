using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Ingestion.Replaying;

/// <summary>
/// Counts events that are not understood, and ranges that are not there: the worker has set them aside before, a replay only says so.
/// </summary>
internal sealed class RefusedEvents : IDeadLetterStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _byReason = new(StringComparer.Ordinal);
    private readonly List<SequenceGap> _gaps = [];

    public IReadOnlyDictionary<string, long> ByReason
    {
        get
        {
            lock (_lock)
            {
                return new SortedDictionary<string, long>(_byReason, StringComparer.Ordinal);
            }
        }
    }

    public IReadOnlyList<SequenceGap> Gaps
    {
        get
        {
            lock (_lock)
            {
                return [.. _gaps];
            }
        }
    }

    public Task WriteAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _byReason[letter.Refusal.Reason] = _byReason.GetValueOrDefault(letter.Refusal.Reason) + 1;
        }

        return Task.CompletedTask;
    }

    public Task WriteAsync(SequenceGap gap, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _gaps.Add(gap);
        }

        return Task.CompletedTask;
    }
}
