using Amqp;
using Amqp.Framing;
using ModelData.EventHubs.Authorization;

namespace ModelData.EventHubs.Amqp.Links;

/// <summary>
/// Puts the claims of a connection's links on <c>$cbs</c> and renews them before they expire. The service allows one <c>$cbs</c>
/// pair per connection: all calls are behind one lock.
/// </summary>
internal sealed class ClaimsLink : IDisposable
{
    // Refresh times of the official .NET SDK.
    private static readonly TimeSpan RefreshAhead = TimeSpan.FromMinutes(7);
    private static readonly TimeSpan RefreshSpread = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SoonestRefresh = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LatestRefresh = TimeSpan.FromDays(49);
    private static readonly TimeSpan RefreshLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RefreshRetry = TimeSpan.FromSeconds(30);

    private readonly AmqpConnection _connection;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Claim> _claims = new(StringComparer.Ordinal);
    private readonly ITimer _timer;
    private RequestResponseLink? _pair;
    private bool _disposed;

    public ClaimsLink(AmqpConnection connection)
    {
        _connection = connection;
        _timer = connection.Settings.TimeProvider.CreateTimer(
            static self => _ = ((ClaimsLink)self!).RenewDueAsync(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Puts a claim on an audience. It is renewed until the lease is disposed of.</summary>
    public async Task<IDisposable> AuthorizeAsync(string audience, CancellationToken cancellationToken)
    {
        AccessToken token = await PutTokenAsync(audience, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (!_claims.TryGetValue(audience, out Claim? claim))
            {
                _claims[audience] = claim = new Claim();
            }

            claim.Leases++;
            claim.RefreshAt = GetRefreshTime(token);
            Schedule();
        }

        return new Lease(this, audience);
    }

    /// <summary>Ends the renewals. The pair ends with its connection.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _claims.Clear();
        }

        _timer.Dispose();
    }

    private async Task<AccessToken> PutTokenAsync(string audience, CancellationToken cancellationToken)
    {
        // Before the turn: while one waits for an identity service, others put what they have.
        ITokenSource tokens = _connection.Settings.Tokens;
        AccessToken token = await tokens.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_pair is null || _pair.IsClosed)
            {
                _pair = await RequestResponseLink
                    .OpenAsync(_connection, AmqpAddresses.Cbs, cancellationToken)
                    .ConfigureAwait(false);
            }

            Message reply = await _pair
                .RequestAsync(CreateRequest(audience, tokens.TokenType, token), cancellationToken)
                .ConfigureAwait(false);
            ReplyStatus.ThrowUnlessSuccess(reply);
            return token;
        }
        catch (OperationCanceledException)
        {
            // A pair that leaves a request unanswered is stuck. Nobody else waits for it: this is the one who has the turn.
            _pair?.Close();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static Message CreateRequest(string audience, string type, AccessToken token)
    {
        var request = new Message
        {
            Properties = new Properties { To = AmqpAddresses.Cbs },
            ApplicationProperties = new ApplicationProperties(),
            BodySection = new AmqpValue { Value = token.Text },
        };
        request.ApplicationProperties["operation"] = "put-token";
        request.ApplicationProperties["type"] = type;
        request.ApplicationProperties["name"] = audience;
        if (token.ExpiresOn < DateTimeOffset.MaxValue)
        {
            request.ApplicationProperties["expiration"] = token.ExpiresOn.UtcDateTime;
        }

        return request;
    }

    private DateTimeOffset GetRefreshTime(AccessToken token)
    {
        if (!_connection.Settings.Tokens.IsRenewable)
        {
            return DateTimeOffset.MaxValue;
        }

        DateTimeOffset now = _connection.Settings.TimeProvider.GetUtcNow();
        TimeSpan wait = token.ExpiresOn - now - RefreshAhead - (RefreshSpread * Random.Shared.NextDouble());
        return now + Clamp(wait, SoonestRefresh, LatestRefresh);
    }

    private static TimeSpan Clamp(TimeSpan value, TimeSpan least, TimeSpan most) =>
        value < least ? least
        : value > most ? most
        : value;

    // Under _gate.
    private void Schedule()
    {
        if (_disposed)
        {
            return;
        }

        DateTimeOffset next = DateTimeOffset.MaxValue;
        foreach (Claim claim in _claims.Values)
        {
            next = claim.RefreshAt < next ? claim.RefreshAt : next;
        }

        if (next == DateTimeOffset.MaxValue)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        TimeSpan due = next - _connection.Settings.TimeProvider.GetUtcNow();
        _timer.Change(Clamp(due, TimeSpan.FromMilliseconds(1), LatestRefresh), Timeout.InfiniteTimeSpan);
    }

    private async Task RenewDueAsync()
    {
        DateTimeOffset now = _connection.Settings.TimeProvider.GetUtcNow();
        var due = new List<string>();
        lock (_gate)
        {
            foreach ((string audience, Claim claim) in _claims)
            {
                if (claim.RefreshAt <= now)
                {
                    due.Add(audience);
                }
            }
        }

        foreach (string audience in due)
        {
            await RenewAsync(audience).ConfigureAwait(false);
        }

        lock (_gate)
        {
            Schedule();
        }
    }

    private async Task RenewAsync(string audience)
    {
        AmqpSettings settings = _connection.Settings;
        DateTimeOffset next;
        try
        {
            using var limit = new CancellationTokenSource(RefreshLimit, settings.TimeProvider);
            AccessToken token = await PutTokenAsync(audience, limit.Token).ConfigureAwait(false);
            next = GetRefreshTime(token);
            settings.Logger.ClaimRenewed(audience, token.ExpiresOn);
        }
        catch (Exception e)
        {
            // The claim in force is good for minutes yet. When it lapses, the peer detaches the link, whose owner attaches anew.
            next = settings.TimeProvider.GetUtcNow() + RefreshRetry;
            settings.Logger.ClaimNotRenewed(audience, AmqpErrorMapper.Map(e).Reason);
        }

        lock (_gate)
        {
            if (_claims.TryGetValue(audience, out Claim? claim))
            {
                claim.RefreshAt = next;
            }
        }
    }

    private void Release(string audience)
    {
        lock (_gate)
        {
            if (_claims.TryGetValue(audience, out Claim? claim) && --claim.Leases == 0)
            {
                _claims.Remove(audience);
                Schedule();
            }
        }
    }

    private sealed class Claim
    {
        public int Leases { get; set; }

        public DateTimeOffset RefreshAt { get; set; }
    }

    private sealed class Lease(ClaimsLink owner, string audience) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                owner.Release(audience);
            }
        }
    }
}
