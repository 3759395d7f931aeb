namespace ModelData.LocalEventHubs.Authorization;

/// <summary>
/// The claims of one connection and the links that live by them. A link whose last claim lapses is told at that moment.
/// Thread-safe.
/// </summary>
internal sealed class ConnectionClaims : IDisposable
{
    // A client puts one token per link; this is far beyond what one connection carries.
    private const int MostClaims = 4096;

    // Timers of the runtime take at most 2^32 - 2 ms.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(24);

    private readonly Lock _gate = new();
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private readonly Dictionary<string, Claim> _claims = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<Watch> _watches = [];

    public ConnectionClaims(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _timer = timeProvider.CreateTimer(
            static self => ((ConnectionClaims)self!).DetachLapsed(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Adds a claim or replaces the one with the same scope.</summary>
    /// <returns><see langword="false"/> when the connection has too many.</returns>
    public bool TryPut(in Claim claim)
    {
        lock (_gate)
        {
            if (_claims.Count >= MostClaims && !_claims.ContainsKey(claim.Scope))
            {
                RemoveLapsed();
                if (_claims.Count >= MostClaims)
                {
                    return false;
                }
            }

            _claims[claim.Scope] = claim;
            SetTimer();
            return true;
        }
    }

    /// <summary>Whether a claim that has not lapsed allows this.</summary>
    public bool IsAllowed(string path, AccessRights right)
    {
        lock (_gate)
        {
            return GetExpiry(path, right) > _timeProvider.GetUtcNow();
        }
    }

    /// <summary>Whether any claim that has not lapsed holds for a path, whatever it allows there.</summary>
    public bool IsKnown(string path) => IsAllowed(path, AccessRights.Send) || IsAllowed(path, AccessRights.Listen);

    /// <summary>Calls back once when nothing allows this any more.</summary>
    /// <returns>Dispose it when the link is gone.</returns>
    public IDisposable WatchFor(string path, AccessRights right, Action onLapsed)
    {
        var watch = new Watch(this, path, right, onLapsed);
        lock (_gate)
        {
            _watches.Add(watch);
            SetTimer();
        }

        return watch;
    }

    public void Dispose() => _timer.Dispose();

    private DateTimeOffset GetExpiry(string path, AccessRights right)
    {
        // Under _gate.
        DateTimeOffset latest = DateTimeOffset.MinValue;
        foreach (Claim claim in _claims.Values)
        {
            if (claim.ExpiresAt > latest && (claim.Rights & right) == right && EntityPath.IsWithin(path, claim.Scope))
            {
                latest = claim.ExpiresAt;
            }
        }

        return latest;
    }

    private void RemoveLapsed()
    {
        // Under _gate.
        DateTimeOffset now = _timeProvider.GetUtcNow();
        foreach (
            string scope in _claims.Where(claim => claim.Value.ExpiresAt <= now).Select(claim => claim.Key).ToList()
        )
        {
            _claims.Remove(scope);
        }
    }

    private void SetTimer()
    {
        // Under _gate.
        DateTimeOffset earliest = DateTimeOffset.MaxValue;
        foreach (Watch watch in _watches)
        {
            DateTimeOffset expiry = GetExpiry(watch.Path, watch.Right);
            earliest = expiry < earliest ? expiry : earliest;
        }

        if (earliest == DateTimeOffset.MaxValue)
        {
            return;
        }

        TimeSpan wait = earliest - _timeProvider.GetUtcNow();
        wait =
            wait < TimeSpan.Zero ? TimeSpan.Zero
            : wait > LongestWait ? LongestWait
            : wait;
        // Rounded up: the timer must not come a fraction of a millisecond early.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private void DetachLapsed()
    {
        List<Watch> lapsed;
        lock (_gate)
        {
            DateTimeOffset now = _timeProvider.GetUtcNow();
            lapsed = [.. _watches.Where(watch => GetExpiry(watch.Path, watch.Right) <= now)];
            _watches.ExceptWith(lapsed);
            SetTimer();
        }

        lapsed.ForEach(watch => watch.OnLapsed());
    }

    private sealed class Watch(ConnectionClaims claims, string path, AccessRights right, Action onLapsed) : IDisposable
    {
        public string Path { get; } = path;

        public AccessRights Right { get; } = right;

        public Action OnLapsed { get; } = onLapsed;

        public void Dispose()
        {
            lock (claims._gate)
            {
                claims._watches.Remove(this);
            }
        }
    }
}
