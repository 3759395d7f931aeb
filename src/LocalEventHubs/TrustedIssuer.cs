using System.Security.Cryptography;

namespace ModelData.LocalEventHubs;

/// <summary>
/// Whose JSON web tokens the broker takes, in the place of Microsoft Entra ID. What a token allows stands in its claim <c>roles</c>:
/// <c>send</c>, <c>listen</c>, <c>manage</c>, or the names of the service's roles, such as <c>Azure Event Hubs Data Sender</c>. Immutable.
/// </summary>
public sealed class TrustedIssuer
{
    /// <summary>Names an issuer.</summary>
    /// <param name="issuer">The claim <c>iss</c>, compared exactly.</param>
    /// <param name="publicKey">The RSA or elliptic curve key that its tokens are signed with, in PEM.</param>
    /// <param name="audience">The claim <c>aud</c>, with or without a slash at its end. Default: that of the service.</param>
    /// <exception cref="ArgumentException">A part is missing, or the key is none.</exception>
    public TrustedIssuer(string issuer, string publicKey, string audience = "https://eventhubs.azure.net")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(issuer);
        ArgumentException.ThrowIfNullOrWhiteSpace(publicKey);
        ArgumentException.ThrowIfNullOrWhiteSpace(audience);
        Issuer = issuer;
        Audience = audience.TrimEnd('/');
        PublicKey = ReadKey(publicKey);
    }

    /// <summary>The claim <c>iss</c>.</summary>
    public string Issuer { get; }

    /// <summary>The claim <c>aud</c>, without a slash at its end.</summary>
    public string Audience { get; }

    /// <summary>The key: <see cref="RSA"/> or <see cref="ECDsa"/>.</summary>
    internal AsymmetricAlgorithm PublicKey { get; }

    private static AsymmetricAlgorithm ReadKey(string pem)
    {
        AsymmetricAlgorithm[] kinds = [RSA.Create(), ECDsa.Create()];
        foreach (AsymmetricAlgorithm key in kinds)
        {
            try
            {
                key.ImportFromPem(pem);
                return key;
            }
            catch (Exception e) when (e is ArgumentException or CryptographicException)
            {
                key.Dispose();
            }
        }

        throw new ArgumentException("The key of the issuer must be one RSA or elliptic curve key in PEM.", nameof(pem));
    }
}
