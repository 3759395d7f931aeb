using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Core;
using ModelData.LocalEventHubs;
using ModelData.Testing;

namespace ModelData.EventHubs.Integration;

/// <summary>A credential's tokens, judged by a broker that trusts their issuer.</summary>
[Trait("Category", "Integration")]
public sealed class WebTokenTests : IAsyncLifetime
{
    private const string Issuer = "https://issuer.example.net/";

    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly RSA _key = RSA.Create(2048);
    private LocalBroker _broker = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _broker = await LocalBroker.StartAsync(
            new LocalBrokerOptions
            {
                DataDirectory = _folder.Path,
                Hubs = [new HubOptions("hub", 1)],
                Port = 0,
                Certificate = _authority.Issue("ns1.example.net"),
                Issuer = new TrustedIssuer(Issuer, _key.ExportSubjectPublicKeyInfoPem()),
            },
            Token
        );

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _key.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(EventHubsTransportType.AmqpTcp)]
    [InlineData(EventHubsTransportType.AmqpWebSockets)]
    public async Task Connect_CredentialOfTheIssuer_SendsReadsAndManages(EventHubsTransportType type)
    {
        await using EventHubsConnection sut = Connect(Issuer, type, "manage");

        await SecureBroker.AssertWorksAsync(sut);
    }

    [Fact]
    public async Task Connect_RoleThatDoesNotReach_IsUnauthorized()
    {
        await using EventHubsConnection sut = Connect(Issuer, EventHubsTransportType.AmqpTcp, "send");
        await using IEventSender sender = sut.CreateSender();
        await using IPartitionReceiver receiver = sut.CreateReceiver("$Default", "0", EventPosition.Earliest);
        await sender.SendAsync(new EventData(new byte[1]), SendTarget.Any, Token);

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(async () =>
            await receiver.ReceiveAsync(1, TimeSpan.FromSeconds(20), Token)
        );

        Assert.Equal(FailureReason.Unauthorized, failure.Reason);
    }

    [Fact]
    public async Task Connect_AnotherIssuer_IsUnauthorizedAndShowsNoToken()
    {
        await using EventHubsConnection sut = Connect(
            "https://other.example.net/",
            EventHubsTransportType.AmqpTcp,
            "manage"
        );

        EventHubsException failure = await SecureBroker.FailAsync(sut);

        Assert.Equal(FailureReason.Unauthorized, failure.Reason);
        Assert.Contains("issuer", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", failure.ToString(), StringComparison.Ordinal);
    }

    private EventHubsConnection Connect(string issuer, EventHubsTransportType type, string role) =>
        new(
            "ns1.example.net",
            "hub",
            DelegatedTokenCredential.Create((_, _) => Sign(issuer, role)),
            new EventHubsConnectionOptions
            {
                TransportType = type,
                Proxy = type == EventHubsTransportType.AmqpWebSockets ? new System.Net.WebProxy() : null,
                CustomEndpointAddress = new Uri($"sb://127.0.0.1:{_broker.Port}"),
                TrustedCertificates = [_authority.Root],
                Retry = new EventHubsRetryOptions { Delay = TimeSpan.FromMilliseconds(1), MaximumRetries = 1 },
            }
        );

    private AccessToken Sign(string issuer, string role)
    {
        DateTimeOffset expiry = DateTimeOffset.UtcNow.AddHours(1);
        string head = Encode("""{"alg":"RS256","typ":"JWT"}"""u8.ToArray());
        string claims = Encode(
            JsonSerializer.SerializeToUtf8Bytes(
                new Dictionary<string, object>
                {
                    ["iss"] = issuer,
                    ["aud"] = "https://eventhubs.azure.net",
                    ["exp"] = expiry.ToUnixTimeSeconds(),
                    ["roles"] = new[] { role },
                }
            )
        );
        byte[] signature = _key.SignData(
            Encoding.ASCII.GetBytes($"{head}.{claims}"),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        return new AccessToken($"{head}.{claims}.{Encode(signature)}", expiry);
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
