using System.Globalization;

namespace ModelData.LocalEventHubs.Authorization;

/// <summary>The parts of a shared access signature.</summary>
/// <param name="Resource">The signed resource exactly as it stands in the token: encoders differ, and the signature covers their text.</param>
/// <param name="Signature">The signature in base64.</param>
/// <param name="Expiry">The expiry exactly as it stands in the token.</param>
/// <param name="ExpiresAt">The expiry as a time.</param>
/// <param name="KeyName">The name of the rule that signed.</param>
internal sealed record SasToken(
    string Resource,
    string Signature,
    string Expiry,
    DateTimeOffset ExpiresAt,
    string KeyName
)
{
    public const string Prefix = "SharedAccessSignature ";
    private const int MostCharacters = 8192;
    private const long LastUnixSecond = 253402300799;

    /// <summary>Parses <c>SharedAccessSignature sr=..&amp;sig=..&amp;se=..&amp;skn=..</c>, fields in any order.</summary>
    /// <returns><see langword="null"/> when it is not such a token.</returns>
    public static SasToken? Parse(string text)
    {
        if (text.Length > MostCharacters || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string? resource = null;
        string? signature = null;
        string? expiry = null;
        string? keyName = null;
        foreach (string field in text[Prefix.Length..].Split('&'))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                return null;
            }

            string value = field[(equals + 1)..];
            switch (field[..equals])
            {
                case "sr":
                    resource = value;
                    break;
                case "sig":
                    signature = Uri.UnescapeDataString(value);
                    break;
                case "se":
                    expiry = value;
                    break;
                case "skn":
                    keyName = Uri.UnescapeDataString(value.Replace('+', ' '));
                    break;
            }
        }

        return
            resource is not null
            && signature is not null
            && keyName is not null
            && long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            && seconds <= LastUnixSecond
            ? new SasToken(resource, signature, expiry, DateTimeOffset.FromUnixTimeSeconds(seconds), keyName)
            : null;
    }
}
