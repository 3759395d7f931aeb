using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ModelData.EventHubs.Authorization;

/// <summary>SAS tokens: an HMAC-SHA256 over resource and expiry, with the text of the key as the secret.</summary>
internal static class SharedAccessSignature
{
    private const string Prefix = "SharedAccessSignature ";

    /// <summary>Signs a token.</summary>
    /// <param name="resource">The URI that the token is for, and everything below it.</param>
    /// <param name="keyName">The name of the rule.</param>
    /// <param name="key">The key as it stands in the connection string: its text, not what it would be in base64.</param>
    /// <param name="expiresOn">Rounded down to whole seconds.</param>
    public static string Create(string resource, string keyName, string key, DateTimeOffset expiresOn)
    {
        string sr = Uri.EscapeDataString(resource);
        string se = expiresOn.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(sr + "\n" + se));
        string sig = Uri.EscapeDataString(Convert.ToBase64String(hash));
        return $"{Prefix}sr={sr}&sig={sig}&se={se}&skn={Uri.EscapeDataString(keyName)}";
    }

    /// <summary>Reads when a ready-made token expires.</summary>
    /// <returns><see langword="false"/> when it does not say so.</returns>
    public static bool TryGetExpiry(string token, out DateTimeOffset expiresOn)
    {
        expiresOn = default;
        ReadOnlySpan<char> fields = token.StartsWith(Prefix, StringComparison.Ordinal)
            ? token.AsSpan(Prefix.Length)
            : token;
        foreach (Range range in fields.Split('&'))
        {
            ReadOnlySpan<char> field = fields[range];
            if (
                field.StartsWith("se=", StringComparison.Ordinal)
                && long.TryParse(field[3..], NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
                && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            )
            {
                expiresOn = DateTimeOffset.FromUnixTimeSeconds(seconds);
                return true;
            }
        }

        return false;
    }
}
