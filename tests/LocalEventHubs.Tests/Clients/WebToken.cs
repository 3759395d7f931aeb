using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ModelData.LocalEventHubs.Clients;

/// <summary>Signs JSON web tokens by hand, so that one mistake cannot hide in both ends.</summary>
internal static class WebToken
{
    public const string Issuer = "https://issuer.example.net/";
    public const string Audience = "https://eventhubs.azure.net";

    /// <summary>A token with RS256.</summary>
    public static string Sign(RSA key, Dictionary<string, object> claims) =>
        Sign("RS256", claims, data => key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string Sign(string algorithm, Dictionary<string, object> claims, Func<byte[], byte[]> sign)
    {
        string head = Encode(JsonSerializer.SerializeToUtf8Bytes(new { alg = algorithm, typ = "JWT" }));
        string text = $"{head}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{text}.{Encode(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    /// <summary>Claims that a broker takes which trusts <see cref="Issuer"/>.</summary>
    public static Dictionary<string, object> Claims(DateTimeOffset expiry, params string[] roles) =>
        new()
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["exp"] = expiry.ToUnixTimeSeconds(),
            ["roles"] = roles,
        };

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
