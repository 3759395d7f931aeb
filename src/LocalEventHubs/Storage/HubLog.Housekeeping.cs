using Microsoft.Extensions.Logging;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>Removes what is older than the retention and, in quiet moments, empties write-ahead logs of full segments.</summary>
internal sealed partial class HubLog
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopHousekeeping = new();
    private readonly HashSet<LogSegment> _checkpointed = [];
    private Task _housekeeping = Task.CompletedTask;
    private bool _rollWanted;
    private long _lastUse;

    /// <summary>Removes each segment whose newest event is older than the retention.</summary>
    /// <returns>How many were removed.</returns>
    public int RemoveExpired()
    {
        if (_options.Retention == Timeout.InfiniteTimeSpan)
        {
            return 0;
        }

        long limit = (TimeProvider.GetUtcNow() - _options.Retention).ToUnixTimeMilliseconds();
        var expired = new List<LogSegment>();
        LogSegment oldest;
        lock (_segmentsGate)
        {
            while (_segments.Count > 1 && _segments[0].LastTime < limit)
            {
                expired.Add(_segments[0]);
                _segments.RemoveAt(0);
            }

            // The one that is written: closed first, removed at the next look.
            if (_segments is [{ LastTime: > 0 } only] && only.LastTime < limit)
            {
                Volatile.Write(ref _rollWanted, true);
            }

            oldest = _segments[0];
        }

        if (expired.Count > 0)
        {
            _acknowledged.OnRemoving([.. _partitions.Select((_, i) => oldest.GetBase(i))]);
        }

        foreach (LogSegment segment in expired)
        {
            _checkpointed.Remove(segment);
            segment.Remove();
            LogRemoved(segment.Number);
        }

        return expired.Count;
    }

    private void StartHousekeeping() => _housekeeping = KeepHouseAsync(_stopHousekeeping.Token);

    private async Task StopHousekeepingAsync()
    {
        await _stopHousekeeping.CancelAsync();
        await _housekeeping;
        _stopHousekeeping.Dispose();
    }

    private async Task KeepHouseAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause = LongestPause;
        if (_options.Retention != Timeout.InfiniteTimeSpan && _options.Retention / 8 < pause)
        {
            pause = _options.Retention / 8 < ShortestPause ? ShortestPause : _options.Retention / 8;
        }

        using var timer = new PeriodicTimer(pause < QuietTime ? pause : QuietTime, TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                try
                {
                    RemoveExpired();
                    CheckpointWhenQuiet(cancellationToken);
                }
                catch (Exception e) when (e is IOException or System.Data.Common.DbException)
                {
                    LogHousekeepingFailed(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end of this loop.
        }
    }

    private void OnUsed() => Volatile.Write(ref _lastUse, TimeProvider.GetTimestamp());

    // A checkpoint reads everything once and writes it a second time: under load that would halve what senders and readers of
    // a backlog get.
    private void CheckpointWhenQuiet(CancellationToken cancellationToken)
    {
        while (
            !cancellationToken.IsCancellationRequested
            && TimeProvider.GetElapsedTime(Volatile.Read(ref _lastUse)) > QuietTime
        )
        {
            LogSegment? full = null;
            lock (_segmentsGate)
            {
                for (int i = 0; i < _segments.Count - 1 && full is null; i++)
                {
                    full = _checkpointed.Contains(_segments[i]) ? null : _segments[i];
                }
            }

            if (full is null)
            {
                return;
            }

            full.Checkpoint();
            _checkpointed.Add(full);
        }
    }

    [LoggerMessage(EventId = 5203, Level = LogLevel.Information, Message = "Segment {Number} is past the retention.")]
    private partial void LogRemoved(int number);

    [LoggerMessage(EventId = 5204, Level = LogLevel.Warning, Message = "Housekeeping failed; it is tried again.")]
    private partial void LogHousekeepingFailed(Exception exception);
}
