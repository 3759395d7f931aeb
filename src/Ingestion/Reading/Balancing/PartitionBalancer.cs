using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Reading.Balancing;

/// <summary>
/// Shares the partitions of a hub with the other workers of a fleet, and with consumers on the official SDKs: claims what is due to this worker,
/// runs its work for as long as it is the owner, and gives everything up when it stops. Use once.
/// </summary>
internal sealed partial class PartitionBalancer
{
    // A round per race that was lost: members that start together find each other soon.
    private const int MostRounds = 32;
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Repetition = TimeSpan.FromMinutes(1);

    private readonly IOwnershipStore _store;
    private readonly PartitionBalancerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OwnershipView _view;
    private readonly Dictionary<string, Holding> _holdings = new(StringComparer.Ordinal);
    private volatile bool _hasLooked;
    private volatile int _owned;
    private long? _failureSaidAt;

    /// <summary>Creates a balancer.</summary>
    /// <param name="store">Where the fleet writes down who owns what.</param>
    /// <param name="options">Its name and times.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it logs.</param>
    /// <exception cref="ArgumentOutOfRangeException">The expiry is shorter than two intervals.</exception>
    public PartitionBalancer(
        IOwnershipStore store,
        PartitionBalancerOptions options,
        TimeProvider time,
        ILogger<PartitionBalancer> logger
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Identifier, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Interval, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Expiry, 2 * options.Interval, nameof(options));
        (_store, _options, _time, _logger) = (store, options, time, logger);
        _view = new OwnershipView(options.Expiry, time);
        OwnerId = $"{options.Identifier}/{Guid.NewGuid():N}";
    }

    /// <summary>What it writes as the owner: its name, and a part that no other start has.</summary>
    public string OwnerId { get; }

    /// <summary>Whether it has looked at the fleet and taken what was due to it, once at least. Thread-safe.</summary>
    public bool HasLooked => _hasLooked;

    /// <summary>How many partitions it owned at the end of its last look, whether their work has begun or not. Thread-safe.</summary>
    public int Owned => _owned;

    /// <summary>Runs until it is stopped or some work fails; then ends all work, and gives up each partition as soon as its work has ended.</summary>
    /// <param name="listPartitions">Reads the partition ids of the hub, at each look. While it fails nothing is renewed or claimed.</param>
    /// <param name="work">
    /// Works on a partition until its lease ends, and then finishes what it must. Until its task has ended the partition is not claimed again.
    /// When it fails the balancer stops, and <see cref="RunAsync"/> throws that exception.
    /// </param>
    /// <param name="stopping">Stops.</param>
    public async Task RunAsync(
        Func<CancellationToken, Task<IReadOnlyList<string>>> listPartitions,
        Func<PartitionLease, Task> work,
        CancellationToken stopping
    )
    {
        ArgumentNullException.ThrowIfNull(listPartitions);
        ArgumentNullException.ThrowIfNull(work);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            while (!ending.IsCancellationRequested)
            {
                await LookAsync(listPartitions, lease => StartAsync(lease, work, ending), ending.Token)
                    .ConfigureAwait(false);
                // Not all members at the same moment, and never later than half an interval.
                var wait = _options.Interval / 2 * (0.8 + (0.2 * Random.Shared.NextDouble()));
                await Task.Delay(wait, _time, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            await Task.WhenAll(_holdings.Values.Select(ReleaseAsync)).ConfigureAwait(false);
        }

        foreach (var holding in _holdings.Values)
        {
            await holding.Work.ConfigureAwait(false);
        }
    }

    private async Task LookAsync(
        Func<CancellationToken, Task<IReadOnlyList<string>>> listPartitions,
        Func<PartitionLease, Task> start,
        CancellationToken cancellationToken
    )
    {
        try
        {
            for (int round = 0; round < MostRounds; round++)
            {
                _view.Update(await _store.ListAsync(cancellationToken).ConfigureAwait(false));
                await EndLostAsync().ConfigureAwait(false);
                // Who cannot reach the hub renews nothing, so that others take over.
                var partitions = await listPartitions(cancellationToken).ConfigureAwait(false);
                await RenewAsync(cancellationToken).ConfigureAwait(false);
                bool isSettled = await ClaimAsync(partitions, start, cancellationToken).ConfigureAwait(false);
                _owned = _holdings.Values.Count(holding => holding.Lease.End == LeaseEnd.None);
                _hasLooked = true;
                _failureSaidAt = null;
                if (isSettled)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Nobody's work ends because of it: whoever took a partition meanwhile displaces its reader.
            if (_failureSaidAt is not { } saidAt || _time.GetElapsedTime(saidAt) >= Repetition)
            {
                _failureSaidAt = _time.GetTimestamp();
                LogLookFailed(Describe(e));
            }
        }
        catch (OperationCanceledException) { }
    }

    private async Task EndLostAsync()
    {
        foreach (var (partition, holding) in _holdings.ToList())
        {
            if (holding.Work.IsCompletedSuccessfully)
            {
                _holdings.Remove(partition);
            }
            else if (holding.Lease.End == LeaseEnd.None && !IsOurs(_view.Find(partition)))
            {
                LogLost(partition, _view.Find(partition)?.OwnerId);
                await holding.Lease.FinishAsync(LeaseEnd.Lost).ConfigureAwait(false);
            }
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        // Every second look, more or less: never a whole interval and a half without.
        var due = _holdings
            .Where(holding =>
                holding.Value.Lease.End == LeaseEnd.None
                && _time.GetElapsedTime(holding.Value.RenewedAt) >= _options.Interval * 0.75
            )
            .ToList();
        await Parallel
            .ForEachAsync(
                due,
                new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
                async (holding, token) =>
                {
                    long askedAt = _time.GetTimestamp();
                    if (await TryWriteAsync(holding.Key, OwnerId, token).ConfigureAwait(false))
                    {
                        holding.Value.RenewedAt = askedAt;
                    }
                }
            )
            .ConfigureAwait(false);
    }

    // False when it is worth another look at once.
    private async Task<bool> ClaimAsync(
        IReadOnlyList<string> partitions,
        Func<PartitionLease, Task> start,
        CancellationToken cancellationToken
    )
    {
        string[] claims = FindClaims(partitions);
        foreach (string partition in claims)
        {
            string? previous = _view.Find(partition)?.OwnerId;
            long askedAt = _time.GetTimestamp();
            if (!await TryWriteAsync(partition, OwnerId, cancellationToken).ConfigureAwait(false))
            {
                // Somebody was there first: what is known of the fleet is out of date.
                return false;
            }

            LogClaimed(partition, string.IsNullOrEmpty(previous) ? "nobody" : previous);
            var lease = new PartitionLease(partition, VerifyAsync);
            _holdings[partition] = new Holding(lease, start(lease)) { RenewedAt = askedAt };
        }

        return claims.Length == 0 || _options.Strategy == BalancingStrategy.Balanced;
    }

    private string[] FindClaims(IReadOnlyList<string> partitions)
    {
        var owners = _view.Owners();
        var resumed = new List<string>();
        foreach (var (partition, owner) in owners)
        {
            // Ours, but without work: a claim whose answer was lost, or that of our predecessor of the same name.
            bool isPredecessor =
                !HasLooked && owner.StartsWith($"{_options.Identifier}/", StringComparison.OrdinalIgnoreCase);
            if (isPredecessor || IsOurs(owner))
            {
                owners[partition] = OwnerId;
                if (!_holdings.ContainsKey(partition))
                {
                    resumed.Add(partition);
                }
            }
        }

        string[] claims =
        [
            .. resumed
                .Intersect(partitions)
                .Concat(BalancePlan.FindClaims(partitions, owners, OwnerId))
                // What was lost is still being finished.
                .Where(partition => !_holdings.ContainsKey(partition)),
        ];
        // Members that do not see each other yet want the same: in any order, each of them gets some.
        Random.Shared.Shuffle(claims);
        return _options.Strategy == BalancingStrategy.Balanced ? claims[..Math.Min(claims.Length, 1)] : claims;
    }

    private async Task<bool> TryWriteAsync(string partition, string owner, CancellationToken cancellationToken)
    {
        string? version = _view.Find(partition)?.Version;
        var written = await _store.TryWriteAsync(partition, owner, version, cancellationToken).ConfigureAwait(false);
        if (written is not null)
        {
            _view.Update(written);
        }

        return written is not null;
    }

    private async Task<bool> VerifyAsync(string partition, CancellationToken cancellationToken)
    {
        var listing = await _store.ListAsync(cancellationToken).ConfigureAwait(false);
        var record = listing.Ownerships.FirstOrDefault(record => record.PartitionId == partition);
        if (!IsOurs(record))
        {
            return false;
        }

        _view.Update(record);
        return true;
    }

    private static async Task StartAsync(
        PartitionLease lease,
        Func<PartitionLease, Task> work,
        CancellationTokenSource ending
    )
    {
        try
        {
            await Task.Run(() => work(lease)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lease.Ended.IsCancellationRequested) { }
        catch
        {
            await ending.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task ReleaseAsync(Holding holding)
    {
        await holding.Lease.FinishAsync(LeaseEnd.Stopping).ConfigureAwait(false);
        await holding.Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (holding.Lease.End == LeaseEnd.Lost)
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(ReleaseLimit, _time);
            string partition = holding.Lease.PartitionId;
            bool isReleased = await TryWriteAsync(partition, "", limit.Token).ConfigureAwait(false);
            // The stop may have come between a renewal and its answer: then the version that is known is not the last.
            if (!isReleased && await VerifyAsync(partition, limit.Token).ConfigureAwait(false))
            {
                await TryWriteAsync(partition, "", limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // Others take it when the record has expired.
            LogNotReleased(holding.Lease.PartitionId, Describe(e));
        }
    }

    // Messages of the storage SDK go on with all headers of the answer.
    private static string Describe(Exception e) => $"{e.GetType().Name}: {e.Message.Split('\n')[0].Trim()}";

    private bool IsOurs([NotNullWhen(true)] PartitionOwnership? record) => record is not null && IsOurs(record.OwnerId);

    // Case aside, as the official SDKs compare them.
    private bool IsOurs(string owner) => owner.Equals(OwnerId, StringComparison.OrdinalIgnoreCase);

    private sealed class Holding(PartitionLease lease, Task work)
    {
        public PartitionLease Lease => lease;

        public Task Work => work;

        public long RenewedAt { get; set; }
    }

    [LoggerMessage(
        EventIds.PartitionClaimed,
        LogLevel.Information,
        "Partition {Partition} is this worker's now; it was {Previous}'s"
    )]
    private partial void LogClaimed(string partition, string previous);

    [LoggerMessage(EventIds.PartitionLost, LogLevel.Warning, "Partition {Partition} is {Owner}'s now")]
    private partial void LogLost(string partition, string? owner);

    [LoggerMessage(
        EventIds.BalancingFailed,
        LogLevel.Warning,
        "The fleet's records could not be read or renewed; they will be tried again: {Problem}"
    )]
    private partial void LogLookFailed(string problem);

    [LoggerMessage(
        EventIds.PartitionNotReleased,
        LogLevel.Warning,
        "Partition {Partition} could not be given up; others take it when the record has expired: {Problem}"
    )]
    private partial void LogNotReleased(string partition, string problem);
}
