using Azure.Core;
using Azure.Messaging.EventHubs;

namespace ModelData.HubClient;

[Trait("Level", "Unit")]
public sealed class HubTargetTests
{
    private const string Credentials = "SharedAccessKeyName=rule;SharedAccessKey=c2VjcmV0PT0=";

    private static readonly TokenCredential Credential = DelegatedTokenCredential.Create(
        (_, _) => new AccessToken("token", DateTimeOffset.MaxValue)
    );

    [Fact]
    public async Task Connect_Names_AreHostAndHub()
    {
        await using EventHubConnection byKey = new HubTarget
        {
            ConnectionString = $"Endpoint=sb://Ns1.example.net:5000/;{Credentials};EntityPath=Hub",
        }.Connect();
        await using EventHubConnection byName = new HubTarget
        {
            FullyQualifiedNamespace = "Ns1.example.net",
            HubName = "Hub",
            Credential = Credential,
        }.Connect();

        Assert.Equal(("ns1.example.net", "Hub"), (byKey.FullyQualifiedNamespace, byKey.EventHubName));
        Assert.Equal(("ns1.example.net", "Hub"), (byName.FullyQualifiedNamespace, byName.EventHubName));
    }

    [Theory]
    [InlineData("EntityPath=one", "two")]
    [InlineData("", null)]
    [InlineData("", " ")]
    public void Connect_HubMissingOrContradicted_IsRefused(string path, string? hub) =>
        Assert.Throws<FormatException>(() =>
            new HubTarget { ConnectionString = $"Endpoint=sb://h;{Credentials};{path}", HubName = hub }.Connect()
        );

    [Theory]
    [InlineData("https://ns1.example.net")]
    [InlineData("ns1.example.net:5671")]
    [InlineData("ns1.example.net/hub")]
    public void Connect_NamespaceThatIsNoHost_IsRefused(string name)
    {
        var sut = new HubTarget
        {
            FullyQualifiedNamespace = name,
            HubName = "hub",
            Credential = Credential,
        };

        Assert.Contains("host name", Assert.Throws<ArgumentException>(sut.Connect).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost", null, true)]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("[::1]:5672", null, true)]
    [InlineData("localhost.example.net", null, false)]
    [InlineData("10.0.0.1", null, false)]
    [InlineData("localhost", "sb://10.0.0.1", false)]
    [InlineData("10.0.0.1", "sb://localhost", true)]
    public void Connect_WithoutEncryption_IsForThisMachineUnlessAllowed(string host, string? gateway, bool isAllowed)
    {
        var sut = new HubTarget
        {
            ConnectionString = $"Endpoint=sb://{host};{Credentials};UseDevelopmentEmulator=true",
            HubName = "hub",
            CustomEndpointAddress = gateway is null ? null : new Uri(gateway),
        };

        if (isAllowed)
        {
            Assert.Equal("hub", sut.Connect().EventHubName);
        }
        else
        {
            Assert.Contains(
                "AllowPlaintext",
                Assert.Throws<ArgumentException>(sut.Connect).Message,
                StringComparison.Ordinal
            );
            Assert.Equal("hub", (sut with { AllowPlaintext = true }).Connect().EventHubName);
        }
    }
}
