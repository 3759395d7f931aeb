namespace ModelData.EventHubs.Authorization;

/// <summary>Hands out SAS tokens for a hub: signed with a key and signed again in time, or one ready-made token as it is.</summary>
internal sealed class SasTokenSource : ITokenSource
{
    // As the official .NET SDK.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LeastRest = TimeSpan.FromMinutes(10);

    private readonly string _resource;
    private readonly ConnectionString _credentials;
    private readonly TimeProvider _timeProvider;
    private readonly Lock _gate = new();
    private AccessToken? _current;

    /// <param name="resource">The URI of the hub: it covers the narrower audiences below it.</param>
    /// <param name="credentials">Where the key or the token is.</param>
    /// <param name="timeProvider">The clock.</param>
    public SasTokenSource(string resource, ConnectionString credentials, TimeProvider timeProvider)
    {
        _resource = resource;
        _credentials = credentials;
        _timeProvider = timeProvider;
    }

    public string TokenType => "servicebus.windows.net:sastoken";

    public bool IsRenewable => _credentials.Signature is null;

    public ValueTask<AccessToken> GetTokenAsync(CancellationToken cancellationToken) => new(GetToken());

    private AccessToken GetToken()
    {
        if (_credentials.Signature is { } signature)
        {
            DateTimeOffset end = SharedAccessSignature.TryGetExpiry(signature, out DateTimeOffset expiry)
                ? expiry
                : DateTimeOffset.MaxValue;
            return new AccessToken(signature, end);
        }

        DateTimeOffset now = _timeProvider.GetUtcNow();
        lock (_gate)
        {
            if (_current is { } current && current.ExpiresOn - now > LeastRest)
            {
                return current;
            }

            DateTimeOffset expiresOn = now + Lifetime;
            string text = SharedAccessSignature.Create(_resource, _credentials.KeyName!, _credentials.Key!, expiresOn);
            _current = new AccessToken(text, expiresOn);
            return _current.Value;
        }
    }
}
