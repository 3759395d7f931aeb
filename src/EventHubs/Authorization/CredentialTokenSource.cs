using Azure.Core;

namespace ModelData.EventHubs.Authorization;

/// <summary>
/// Hands out the JSON web tokens of a credential. Whoever needs one while it is fetched waits for the same fetch: a worker's
/// partitions do not ask the identity service one by one.
/// </summary>
internal sealed class CredentialTokenSource(TokenCredential credential, TimeProvider timeProvider) : ITokenSource
{
    private const string Scope = "https://eventhubs.azure.net/.default";

    // As the official .NET SDK.
    private static readonly TimeSpan LeastRest = TimeSpan.FromMinutes(9);

    // What a put-token needs to get through. A token with less is no better than none.
    private static readonly TimeSpan UsableRest = TimeSpan.FromMinutes(1);

    // The callers' own limits end their waits; this one ends a fetch that hangs.
    private static readonly TimeSpan FetchLimit = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private AccessToken? _current;
    private Task<AccessToken>? _fetching;

    public string TokenType => "jwt";

    public bool IsRenewable => true;

    public async ValueTask<AccessToken> GetTokenAsync(CancellationToken cancellationToken)
    {
        Task<AccessToken> fetching;
        lock (_gate)
        {
            if (_current is { } current && current.ExpiresOn - timeProvider.GetUtcNow() > LeastRest)
            {
                return current;
            }

            if (_fetching is null or { IsCompleted: true })
            {
                _fetching = Task.Run(FetchAsync, CancellationToken.None);
            }

            fetching = _fetching;
        }

        try
        {
            return await fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (EventHubsException) when (GetUsable() is { } usable)
        {
            // Good for minutes yet, and those who renew claims ask again in three.
            return usable;
        }
    }

    private AccessToken? GetUsable()
    {
        lock (_gate)
        {
            return _current?.ExpiresOn - timeProvider.GetUtcNow() > UsableRest ? _current : null;
        }
    }

    private async Task<AccessToken> FetchAsync()
    {
        using var limit = new CancellationTokenSource(FetchLimit, timeProvider);
        try
        {
            Azure.Core.AccessToken fetched = await credential
                .GetTokenAsync(new TokenRequestContext([Scope]), limit.Token)
                .ConfigureAwait(false);
            var token = new AccessToken(fetched.Token, fetched.ExpiresOn);
            lock (_gate)
            {
                _current = token;
            }

            return token;
        }
        catch (Exception e)
        {
            throw CredentialFailure.Map(e);
        }
    }
}
