using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>
/// Says what is dead-lettered, per partition and reason: the first letter with its detail, then once a minute how many, and once when none has
/// come for a minute. Thread-safe.
/// </summary>
internal sealed partial class LetterFloods(TimeProvider time, ILogger<LetterFloods> logger) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<(string Partition, string Reason), Flood> _floods = [];
    private readonly CancellationTokenSource _ended = new();
    private bool _isWatching;

    /// <summary>Takes note of a letter that was written.</summary>
    public void Note(string partitionId, long sequenceNumber, Refusal refusal)
    {
        bool isFirst;
        bool mustWatch;
        lock (_lock)
        {
            var key = (partitionId, refusal.Reason);
            isFirst = !_floods.TryGetValue(key, out var flood);
            if (flood is null)
            {
                _floods[key] = flood = new Flood(time.GetTimestamp(), sequenceNumber);
            }

            flood.Total++;
            flood.SinceSaid++;
            flood.Last = sequenceNumber;
            mustWatch = !_isWatching;
            _isWatching = true;
        }

        if (isFirst)
        {
            LogBegan(refusal.Reason, partitionId, sequenceNumber, refusal.Detail);
        }

        if (mustWatch)
        {
            _ = WatchAsync();
        }
    }

    /// <summary>Says what there is to say of those that have not ended.</summary>
    public void Dispose()
    {
        _ended.Cancel();
        lock (_lock)
        {
            foreach (var ((partition, reason), flood) in _floods)
            {
                SayEnd(partition, reason, flood);
            }

            _floods.Clear();
        }
    }

    private async Task WatchAsync()
    {
        while (NextWait() is { } wait)
        {
            await Task.Delay(wait, time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_ended.IsCancellationRequested)
            {
                return;
            }

            Say();
        }
    }

    private TimeSpan? NextWait()
    {
        lock (_lock)
        {
            if (_floods.Count == 0)
            {
                _isWatching = false;
                return null;
            }

            var longest = _floods.Values.Max(flood => time.GetElapsedTime(flood.SaidAt));
            // A timer has whole milliseconds: less would come back at once, again and again.
            return longest < Period
                ? TimeSpan.FromMilliseconds(Math.Ceiling((Period - longest).TotalMilliseconds))
                : TimeSpan.Zero;
        }
    }

    private void Say()
    {
        lock (_lock)
        {
            foreach (var (key, flood) in _floods.ToList())
            {
                if (time.GetElapsedTime(flood.SaidAt) < Period)
                {
                    continue;
                }

                if (flood.SinceSaid == 0)
                {
                    _floods.Remove(key);
                    SayEnd(key.Partition, key.Reason, flood);
                    continue;
                }

                LogGoesOn(key.Reason, key.Partition, flood.SinceSaid, flood.Total, flood.Last);
                flood.SaidAt = time.GetTimestamp();
                flood.SinceSaid = 0;
            }
        }
    }

    // Of a single letter everything is said.
    private void SayEnd(string partition, string reason, Flood flood)
    {
        if (flood.Total > 1)
        {
            LogEnded(reason, partition, flood.Total, flood.First, flood.Last);
        }
    }

    private sealed class Flood(long saidAt, long first)
    {
        public long SaidAt { get; set; } = saidAt;

        public long First { get; } = first;

        public long Last { get; set; }

        public long Total { get; set; }

        // The first one was said by itself.
        public long SinceSaid { get; set; } = -1;
    }

    [LoggerMessage(
        EventIds.DeadLettered,
        LogLevel.Warning,
        "Event dead-lettered as {Reason}: partition {Partition}, sequence number {SequenceNumber}: {Detail}. Further ones are counted once a minute"
    )]
    private partial void LogBegan(string reason, string partition, long sequenceNumber, string detail);

    [LoggerMessage(
        EventIds.DeadLettersGoOn,
        LogLevel.Warning,
        "Events dead-lettered as {Reason} in partition {Partition}: {Count} more, {Total} in all, the last one with sequence number {Last}"
    )]
    private partial void LogGoesOn(string reason, string partition, long count, long total, long last);

    [LoggerMessage(
        EventIds.DeadLettersEnded,
        LogLevel.Warning,
        "No more events are dead-lettered as {Reason} in partition {Partition}: {Total} in all, with sequence numbers from {First} to {Last}"
    )]
    private partial void LogEnded(string reason, string partition, long total, long first, long last);
}
