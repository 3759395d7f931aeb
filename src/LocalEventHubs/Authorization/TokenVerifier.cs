using System.Security.Cryptography;
using System.Text;

namespace ModelData.LocalEventHubs.Authorization;

/// <summary>Decides what a token is worth, by the rules of the broker. Thread-safe.</summary>
internal sealed class TokenVerifier(
    IEnumerable<AuthorizationRule> rules,
    TimeProvider timeProvider,
    TrustedIssuer? issuer = null
)
{
    private readonly Dictionary<string, AuthorizationRule> _rules = rules.ToDictionary(
        rule => rule.Name,
        StringComparer.Ordinal
    );

    private readonly WebTokenVerifier? _webTokens = issuer is null ? null : new WebTokenVerifier(issuer, timeProvider);

    /// <summary>Whether the key that clients of the emulator use is not among the rules.</summary>
    public bool ReplacesEmulatorKey { get; } =
        !rules.Any(rule => rule.Name == AuthorizationRule.Default.Name && rule.Key == AuthorizationRule.Default.Key);

    /// <summary>Verifies a token of either kind.</summary>
    /// <param name="text">The token.</param>
    /// <param name="audience">The path that the bearer asks for.</param>
    /// <param name="claim">What it allows.</param>
    public TokenFailure Verify(string text, string audience, out Claim claim) =>
        text.StartsWith(SasToken.Prefix, StringComparison.Ordinal)
            ? VerifySignature(text, audience, out claim)
            : VerifyWebToken(text, audience, out claim);

    /// <summary>Verifies a JSON web token.</summary>
    /// <param name="text">The token.</param>
    /// <param name="audience">The path that the bearer asks for.</param>
    /// <param name="claim">What it allows.</param>
    public TokenFailure VerifyWebToken(string text, string audience, out Claim claim)
    {
        claim = default;
        return _webTokens?.Verify(text, audience, out claim) ?? TokenFailure.NoIssuer;
    }

    /// <summary>Verifies a shared access signature.</summary>
    /// <param name="text">The token.</param>
    /// <param name="audience">The path that the bearer asks for.</param>
    /// <param name="claim">What it allows.</param>
    public TokenFailure VerifySignature(string text, string audience, out Claim claim)
    {
        claim = default;
        if (SasToken.Parse(text) is not { } token)
        {
            return TokenFailure.Malformed;
        }

        if (!_rules.TryGetValue(token.KeyName, out AuthorizationRule? rule))
        {
            return TokenFailure.UnknownRule;
        }

        byte[] expected = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(rule.Key),
            Encoding.UTF8.GetBytes(token.Resource + "\n" + token.Expiry)
        );
        var given = new byte[expected.Length];
        if (
            !Convert.TryFromBase64String(token.Signature, given, out int length)
            || length != expected.Length
            || !CryptographicOperations.FixedTimeEquals(given, expected)
        )
        {
            return TokenFailure.BadSignature;
        }

        if (token.ExpiresAt <= timeProvider.GetUtcNow())
        {
            return TokenFailure.Expired;
        }

        string resource = Uri.UnescapeDataString(token.Resource.Replace('+', ' '));
        if (EntityPath.From(resource) is not { } scope || !EntityPath.IsWithin(audience, scope))
        {
            return TokenFailure.OutOfScope;
        }

        claim = new Claim(audience, rule.Rights, token.ExpiresAt);
        return TokenFailure.None;
    }

    /// <summary>Verifies the name and key of a connection that authenticates with them (SASL PLAIN).</summary>
    /// <returns>A claim on everything, or <see langword="null"/>.</returns>
    public Claim? VerifyKey(string name, string key)
    {
        bool known = _rules.TryGetValue(name, out AuthorizationRule? rule);
        bool equal = CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(key),
            Encoding.UTF8.GetBytes(rule?.Key ?? string.Empty)
        );
        return known && equal ? new Claim(string.Empty, rule!.Rights, DateTimeOffset.MaxValue) : null;
    }
}
