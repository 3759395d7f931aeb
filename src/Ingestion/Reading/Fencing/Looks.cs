using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestion.Reading.Fencing;

/// <summary>
/// The looks of a worker: each reads the hub's properties and one listing of the owners, and tells all sessions. At most one is in flight and
/// one waits, so that any number of flushes share them; whoever asks joins only a look that has not begun.
/// </summary>
internal sealed partial class Looks(
    IHubSource hub,
    IOwnershipStore owners,
    string ownerId,
    TimeProvider time,
    ILogger<Looks> logger
) : ILooks
{
    /// <summary>At most four looks a second and worker.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);

    /// <summary>All workers together at most twenty a second: the service allows a namespace fifty management calls.</summary>
    public static readonly TimeSpan ShortestPerWorker = TimeSpan.FromMilliseconds(50);

    /// <summary>A look that takes longer counts as failed: nobody waits for ever because one request hangs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly List<PartitionSession> _sessions = [];
    private readonly Backoff _failures = new(TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(5));
    private Round? _waiting;
    private bool _isRunning;
    private bool _hasFailed;
    private long? _lastBegan;
    private TimeSpan _pace = Shortest;
    private volatile Look? _last;

    /// <summary>The id of this worker's sessions.</summary>
    public string OwnerId => ownerId;

    /// <summary>The last look that succeeded.</summary>
    public Look? Last => _last;

    /// <summary>The time of the storage as of a look that is over: not later than now.</summary>
    public DateTimeOffset? StorageTime => _last?.Owners.Now is { } now && now != default ? now : null;

    /// <summary>Looks at all sessions from the next look on. Register before the first event is received.</summary>
    public void Register(PartitionSession session)
    {
        lock (_lock)
        {
            _sessions.Add(session);
        }
    }

    /// <summary>Forgets a session of which nothing is left in memory.</summary>
    public void Forget(PartitionSession session)
    {
        lock (_lock)
        {
            _sessions.Remove(session);
        }
    }

    Task ILooks.LookAsync(CancellationToken cancellationToken) => LookAsync(cancellationToken);

    /// <inheritdoc cref="ILooks.LookAsync"/>
    /// <returns>What it found.</returns>
    public async Task<Look> LookAsync(CancellationToken cancellationToken)
    {
        Round round;
        bool isFirst = false;
        lock (_lock)
        {
            round = _waiting ??= new Round();
            if (!_isRunning)
            {
                _isRunning = isFirst = true;
            }
        }

        if (isFirst)
        {
            _ = RunAsync();
        }

        await round.Ended.Task.WaitAsync(cancellationToken);
        return round.Result ?? throw new LookFailedException(round.Failure!);
    }

    /// <summary>Looks once an interval, whether anybody asks or not: a hub made anew with fewer events than our position is seen by nothing else.</summary>
    public async Task RunAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await ((Task)LookAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await PaceAsync();
            Round round;
            List<(PartitionSession Session, PartitionSession.Claim Claim)> sessions;
            lock (_lock)
            {
                if (_waiting is null)
                {
                    _isRunning = false;
                    return;
                }

                round = _waiting;
                _waiting = null;
                _lastBegan = time.GetTimestamp();
                sessions = [.. _sessions.Select(session => (session, session.Begin()))];
            }

            await LookAsync(round, _lastBegan.Value, sessions);
            round.Ended.SetResult();
        }
    }

    private async Task PaceAsync()
    {
        var wait = _lastBegan is { } began ? _pace - time.GetElapsedTime(began) : TimeSpan.Zero;
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time);
        }
    }

    private async Task LookAsync(
        Round round,
        long beganAt,
        List<(PartitionSession Session, PartitionSession.Claim Claim)> sessions
    )
    {
        try
        {
            using var limit = new CancellationTokenSource(Limit, time);
            var properties = hub.Management.GetHubPropertiesAsync(limit.Token);
            var listing = owners.ListAsync(limit.Token);
            await Task.WhenAll(properties, listing).WaitAsync(limit.Token);
            var incarnation = HubIncarnation.Create(
                hub.FullyQualifiedNamespace,
                hub.HubName,
                (await properties).CreatedAt
            );
            var look = new Look(beganAt, incarnation, await listing);
            int workers = look
                .Owners.Ownerships.Select(record => record.OwnerId)
                .Where(owner => owner.Length > 0)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Count();
            _pace = TimeSpan.FromTicks(Math.Max(Shortest.Ticks, workers * ShortestPerWorker.Ticks));
            _last = look;
            Succeed();
            foreach (var (session, claim) in sessions)
            {
                session.Take(claim, look.BeganAt, look.IsOwnedBy(session.PartitionId, OwnerId), look.Incarnation);
            }

            round.Result = look;
        }
        catch (Exception e)
        {
            Fail(e);
            round.Failure = e;
        }
    }

    private void Succeed()
    {
        _failures.Reset();
        if (_hasFailed)
        {
            _hasFailed = false;
            LogLooksAgain();
        }
    }

    private void Fail(Exception e)
    {
        _pace = TimeSpan.FromTicks(Math.Max(Shortest.Ticks, _failures.Next().Ticks));
        if (!_hasFailed)
        {
            _hasFailed = true;
            LogLookFailed(Problem.Of(e));
        }
    }

    private sealed class Round
    {
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Look? Result { get; set; }

        public Exception? Failure { get; set; }
    }

    [LoggerMessage(
        EventIds.LookFailed,
        LogLevel.Warning,
        "Hub and owners cannot be looked at: rows wait in memory until it is known that this worker still owns its partitions. "
            + "Check that hub and state container can be reached, and the rights on them: {Problem}"
    )]
    private partial void LogLookFailed(string problem);

    [LoggerMessage(EventIds.LooksAgain, LogLevel.Information, "Hub and owners can be looked at again")]
    private partial void LogLooksAgain();
}
