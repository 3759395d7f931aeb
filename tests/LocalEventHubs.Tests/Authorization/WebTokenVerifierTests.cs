using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using ModelData.LocalEventHubs.Clients;

namespace ModelData.LocalEventHubs.Authorization;

[Trait("Level", "Unit")]
public sealed class WebTokenVerifierTests : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    private DateTimeOffset InAnHour => _time.GetUtcNow().AddHours(1);

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData(AccessRights.Send, "send")]
    [InlineData(AccessRights.Listen, "Azure Event Hubs Data Receiver")]
    [InlineData(AccessRights.Send | AccessRights.Listen, "Azure Event Hubs Data Sender", "listen", "other")]
    [InlineData(AccessRights.Manage, "manage")]
    public void Verify_GoodToken_AllowsWhatItsRolesSay(AccessRights rights, params string[] roles)
    {
        TokenFailure failure = Verify(WebToken.Sign(_key, WebToken.Claims(InAnHour, roles)), out Claim claim);

        Assert.Equal(TokenFailure.None, failure);
        Assert.Equal(new Claim("hub/Partitions/0", rights, InAnHour), claim);
    }

    [Fact]
    public void Verify_EllipticKey_IsTakenAsWell()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var sut = new WebTokenVerifier(new TrustedIssuer(WebToken.Issuer, key.ExportSubjectPublicKeyInfoPem()), _time);
        string token = WebToken.Sign(
            "ES256",
            WebToken.Claims(InAnHour, "send"),
            data => key.SignData(data, HashAlgorithmName.SHA256)
        );

        Assert.Equal(TokenFailure.None, sut.Verify(token, "hub", out _));
    }

    [Theory]
    [InlineData("iss", "https://other.example.net/", TokenFailure.UnknownRule)]
    [InlineData("aud", "https://storage.azure.com", TokenFailure.OutOfScope)]
    [InlineData("aud", "https://eventhubs.azure.net/", TokenFailure.None)]
    [InlineData("exp", 1_799_999_999L, TokenFailure.Expired)]
    [InlineData("exp", null, TokenFailure.Expired)]
    [InlineData("nbf", 1_800_000_100L, TokenFailure.Expired)]
    [InlineData("nbf", 1_800_000_030L, TokenFailure.None)]
    [InlineData("roles", "write", TokenFailure.NoRights)]
    [InlineData("roles", null, TokenFailure.NoRights)]
    public void Verify_AnotherClaim_IsJudged(string name, object? value, object expected)
    {
        Dictionary<string, object> claims = WebToken.Claims(InAnHour, "send");
        claims.Remove(name);
        if (value is not null)
        {
            claims[name] = value;
        }

        Assert.Equal((TokenFailure)expected, Verify(WebToken.Sign(_key, claims), out _));
    }

    [Fact]
    public void Verify_TimePasses_TheTokenExpires()
    {
        string token = WebToken.Sign(_key, WebToken.Claims(InAnHour, "send"));

        _time.Advance(TimeSpan.FromMinutes(60));

        Assert.Equal(TokenFailure.Expired, Verify(token, out _));
    }

    [Fact]
    public void Verify_AnotherKey_HasABadSignature()
    {
        using var other = RSA.Create(2048);

        Assert.Equal(
            TokenFailure.BadSignature,
            Verify(WebToken.Sign(other, WebToken.Claims(InAnHour, "manage")), out _)
        );
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    public void Verify_AlgorithmWithoutThePrivateKey_IsRefused(string algorithm)
    {
        // Signed with what everybody knows: the public key.
        byte[] secret = Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem());
        string token = WebToken.Sign(
            algorithm,
            WebToken.Claims(InAnHour, "manage"),
            data => algorithm == "none" ? [] : HMACSHA256.HashData(secret, data)
        );

        Assert.NotEqual(TokenFailure.None, Verify(token, out Claim claim));
        Assert.Equal(default, claim);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("SharedAccessSignature sr=x&sig=x&se=1&skn=x")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9..")]
    public void Verify_Nonsense_IsRefused(string token) => Assert.NotEqual(TokenFailure.None, Verify(token, out _));

    [Fact]
    public void TrustedIssuer_NoKey_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new TrustedIssuer(WebToken.Issuer, "-----BEGIN NOTHING-----"));

    private TokenFailure Verify(string token, out Claim claim)
    {
        var issuer = new TrustedIssuer(WebToken.Issuer, _key.ExportSubjectPublicKeyInfoPem());
        return new WebTokenVerifier(issuer, _time).Verify(token, "hub/Partitions/0", out claim);
    }
}
