using Azure.Core;

namespace ModelData.Producer.Watching;

/// <summary>Bearer tokens for Blob storage, each kept until it is about to expire: not every credential does that.</summary>
internal sealed class StorageToken(TokenCredential credential, TimeProvider clock)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private static readonly TokenRequestContext Request = new(["https://storage.azure.com/.default"]);

    private AccessToken? _kept;

    /// <summary>The token. One caller at a time.</summary>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        if (_kept is not { } token || clock.GetUtcNow() >= (token.RefreshOn ?? (token.ExpiresOn - Margin)))
        {
            _kept = token = await credential.GetTokenAsync(Request, cancellationToken).ConfigureAwait(false);
        }
        return token.Token;
    }
}
