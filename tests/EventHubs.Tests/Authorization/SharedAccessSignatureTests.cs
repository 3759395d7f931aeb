using Microsoft.Extensions.Time.Testing;

namespace ModelData.EventHubs.Authorization;

[Trait("Category", "Unit")]
public sealed class SharedAccessSignatureTests
{
    private static readonly DateTimeOffset Expiry = DateTimeOffset.FromUnixTimeSeconds(1_767_323_045);

    // Computed with: printf '%s\n%s' "$sr" 1767323045 | openssl dgst -sha256 -hmac "$key" -binary | base64
    [Theory]
    [InlineData(
        "amqps://ns1.servicebus.windows.net/telemetry",
        "RootManageSharedAccessKey",
        "SAS_KEY_VALUE",
        "SharedAccessSignature sr=amqps%3A%2F%2Fns1.servicebus.windows.net%2Ftelemetry&sig=WkgzNiZGAIm8LH2bneQuLyGmCVMEHzJhYBcTAbmWga8%3D&se=1767323045&skn=RootManageSharedAccessKey"
    )]
    [InlineData(
        "amqp://localhost/hub",
        "send & listen",
        "Zm9v+/YmFy=",
        "SharedAccessSignature sr=amqp%3A%2F%2Flocalhost%2Fhub&sig=%2BaYMHvD6qq4WPnBG%2BE%2FhwBX2NtMIJLrqAtZNskvyq%2FA%3D&se=1767323045&skn=send%20%26%20listen"
    )]
    public void Create_Vector_IsTheTokenOfTheReference(string resource, string keyName, string key, string expected) =>
        Assert.Equal(expected, SharedAccessSignature.Create(resource, keyName, key, Expiry));

    [Fact]
    public void TryGetExpiry_Token_ReadsItWhereverItStands()
    {
        string token = SharedAccessSignature.Create("amqp://h/x", "n", "k", Expiry);

        Assert.True(SharedAccessSignature.TryGetExpiry(token, out DateTimeOffset first));
        Assert.True(
            SharedAccessSignature.TryGetExpiry("SharedAccessSignature se=1767323045&sr=x", out DateTimeOffset second)
        );
        Assert.Equal(Expiry, first);
        Assert.Equal(Expiry, second);
        Assert.False(SharedAccessSignature.TryGetExpiry("SharedAccessSignature sr=x&se=soon", out _));
        Assert.False(SharedAccessSignature.TryGetExpiry("eyJhbGciOi", out _));
    }

    [Fact]
    public async Task GetToken_Key_IsKeptUntilTenMinutesAreLeft()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var sut = new SasTokenSource(
            "amqp://localhost/hub",
            ConnectionString.Parse("Endpoint=sb://localhost;SharedAccessKeyName=n;SharedAccessKey=k"),
            time
        );
        AccessToken first = await sut.GetTokenAsync(default);

        time.Advance(TimeSpan.FromMinutes(19.9));
        Assert.Equal(first, await sut.GetTokenAsync(default));
        time.Advance(TimeSpan.FromMinutes(0.1));
        AccessToken second = await sut.GetTokenAsync(default);

        Assert.Equal(TimeSpan.FromMinutes(20), second.ExpiresOn - first.ExpiresOn);
        Assert.NotEqual(first.Text, second.Text);
        Assert.DoesNotContain("sig=", first.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetToken_Signature_IsHandedOnAsItIs()
    {
        string signature = SharedAccessSignature.Create("amqp://localhost/hub", "n", "k", Expiry);
        var sut = new SasTokenSource(
            "amqp://localhost/hub",
            ConnectionString.Parse($"Endpoint=sb://localhost;SharedAccessSignature={signature}"),
            TimeProvider.System
        );

        Assert.Equal(new AccessToken(signature, Expiry), await sut.GetTokenAsync(default));
        Assert.False(sut.IsRenewable);
    }
}
