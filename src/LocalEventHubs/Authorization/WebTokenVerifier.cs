using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ModelData.LocalEventHubs.Authorization;

/// <summary>Decides what a JSON web token is worth: signature, issuer, audience, times and roles. Thread-safe.</summary>
internal sealed class WebTokenVerifier
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler _handler = new();
    private readonly TokenValidationParameters _parameters;

    public WebTokenVerifier(TrustedIssuer issuer, TimeProvider timeProvider)
    {
        _parameters = new TokenValidationParameters
        {
            ValidIssuer = issuer.Issuer,
            ValidAudiences = [issuer.Audience, issuer.Audience + "/"],
            IssuerSigningKey = issuer.PublicKey switch
            {
                RSA rsa => new RsaSecurityKey(rsa),
                var other => new ECDsaSecurityKey((ECDsa)other),
            },
            // Never one that takes the public key for a shared secret.
            ValidAlgorithms =
                issuer.PublicKey is RSA
                    ? ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
                    : ["ES256", "ES384", "ES512"],
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) =>
            {
                DateTime now = timeProvider.GetUtcNow().UtcDateTime;
                return expires > now && (notBefore is null || notBefore <= now + ClockSkew);
            },
        };
    }

    /// <summary>Verifies a token.</summary>
    /// <param name="text">The token.</param>
    /// <param name="audience">The path that the bearer asks for: an issuer that is trusted is trusted with all of it.</param>
    /// <param name="claim">What it allows.</param>
    public TokenFailure Verify(string text, string audience, out Claim claim)
    {
        claim = default;
        Task<TokenValidationResult> validation = _handler.ValidateTokenAsync(text, _parameters);
        if (!validation.IsCompletedSuccessfully)
        {
            return TokenFailure.Malformed;
        }

#pragma warning disable VSTHRD002, VSTHRD103, CA1849 // Completed: the key is at hand, nothing is fetched.
        TokenValidationResult result = validation.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002, VSTHRD103, CA1849
        if (!result.IsValid)
        {
            return Explain(result.Exception);
        }

        var token = (JsonWebToken)result.SecurityToken;
        AccessRights rights = AccessRights.None;
        foreach (System.Security.Claims.Claim role in token.Claims.Where(it => it.Type == "roles"))
        {
            rights |= ReadRole(role.Value);
        }

        claim = new Claim(audience, rights, new DateTimeOffset(token.ValidTo, TimeSpan.Zero));
        return rights == AccessRights.None ? TokenFailure.NoRights : TokenFailure.None;
    }

    private static AccessRights ReadRole(string role) =>
        role.ToLowerInvariant() switch
        {
            "send" or "azure event hubs data sender" => AccessRights.Send,
            "listen" or "azure event hubs data receiver" => AccessRights.Listen,
            "manage" or "azure event hubs data owner" => AccessRights.Manage,
            _ => AccessRights.None,
        };

    private static TokenFailure Explain(Exception failure) =>
        failure switch
        {
            SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException => TokenFailure.Expired,
            SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException =>
                TokenFailure.BadSignature,
            SecurityTokenInvalidIssuerException => TokenFailure.UnknownRule,
            SecurityTokenInvalidAudienceException => TokenFailure.OutOfScope,
            _ => TokenFailure.Malformed,
        };
}
