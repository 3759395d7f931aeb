using Azure.Core;
using Azure.Messaging.EventHubs;
using ModelData.HubClient;
using ModelData.Producer.Configuration;
using ModelData.Producer.Sending;

namespace ModelData.Producer.Tests.Sending;

[Trait("Level", "Unit")]
public sealed class PipelineTargetTests
{
    private const string Key = "Endpoint=sb://ns2.example.net;SharedAccessKeyName=n;SharedAccessKey=topsecret";

    private static readonly TokenCredential Credential = DelegatedTokenCredential.Create(
        (_, _) => new AccessToken("token", DateTimeOffset.MaxValue)
    );

    private readonly Dictionary<string, string> _environment = [];

    [Fact]
    public async Task Connect_NamespaceAndCredential_NeedsNoKey()
    {
        _environment["ModelData__EventHubs__FullyQualifiedNamespace"] = "ns1.example.net";
        _environment["ModelData__EventHubs__HubName"] = "hub";

        HubTarget sut = Create(WithCredential(new EventHubsTargetOptions()));
        Assert.Null(PipelineTarget.FindGap(sut));
        await using EventHubConnection connection = sut.Connect();

        Assert.Equal(("ns1.example.net", "hub"), (connection.FullyQualifiedNamespace, connection.EventHubName));
    }

    [Fact]
    public async Task Connect_NamespaceInTheOptions_GoesBeforeAConnectionStringInTheEnvironment()
    {
        _environment["ModelData__EventHubs__ConnectionString"] = Key;
        EventHubsTargetOptions options = WithCredential(new EventHubsTargetOptions { HubName = "hub" });

        await using EventHubConnection byKey = Create(options).Connect();
        options.FullyQualifiedNamespace = "ns1.example.net";
        await using EventHubConnection byName = Create(options).Connect();

        Assert.Equal("ns2.example.net", byKey.FullyQualifiedNamespace);
        Assert.Equal("ns1.example.net", byName.FullyQualifiedNamespace);
    }

    [Fact]
    public void From_Transport_IsHandedOn()
    {
        var options = new EventHubsTargetOptions
        {
            ConnectionString = Key,
            HubName = "hub",
            TransportType = EventHubsTransportType.AmqpWebSockets,
            CustomEndpointAddress = new Uri("sb://gateway.example.net"),
        };

        HubTarget sut = Create(options);

        Assert.Equal(EventHubsTransportType.AmqpWebSockets, sut.TransportType);
        Assert.Equal("gateway.example.net", sut.CustomEndpointAddress?.Host);
    }

    [Fact]
    public async Task Connect_SecretsThatEndWithALineBreak_AreTrimmed()
    {
        _environment["ModelData__EventHubs__ConnectionString"] = Key + "\n";
        _environment["ModelData__EventHubs__HubName"] = "hub\r\n";

        await using EventHubConnection connection = Create(new EventHubsTargetOptions()).Connect();

        Assert.Equal(("ns2.example.net", "hub"), (connection.FullyQualifiedNamespace, connection.EventHubName));
    }

    [Fact]
    public async Task Connect_EmulatorOnAnotherMachine_NeedsASetting()
    {
        var options = new EventHubsTargetOptions
        {
            ConnectionString = Key + ";UseDevelopmentEmulator=true",
            HubName = "hub",
        };
        var refused = Assert.Throws<ArgumentException>(() => Create(options).Connect());
        Assert.Contains("AllowPlaintext", refused.Message, StringComparison.Ordinal);

        _environment["ModelData__EventHubs__AllowPlaintext"] = "true";
        await using EventHubConnection connection = Create(options).Connect();
        Assert.Equal("ns2.example.net", connection.FullyQualifiedNamespace);
    }

    [Theory]
    [InlineData(null, null, false, "ModelData__EventHubs__ConnectionString")]
    [InlineData("ns1.example.net", "hub", false, "credential")]
    [InlineData("ns1.example.net", null, true, "ModelData__EventHubs__HubName")]
    public void FindGap_SomethingMissing_NamesIt(string? name, string? hub, bool hasCredential, string text)
    {
        var options = new EventHubsTargetOptions { FullyQualifiedNamespace = name, HubName = hub };
        HubTarget sut = Create(hasCredential ? WithCredential(options) : options);

        Assert.Contains(text, PipelineTarget.FindGap(sut), StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_ConnectionString_IsNotInIt()
    {
        HubTarget sut = Create(new EventHubsTargetOptions { ConnectionString = Key });

        Assert.DoesNotContain("topsecret", sut.ToString(), StringComparison.Ordinal);
    }

    private static EventHubsTargetOptions WithCredential(EventHubsTargetOptions options)
    {
        options.UseCredential(Credential);
        return options;
    }

    private HubTarget Create(EventHubsTargetOptions options) =>
        PipelineTarget.From(
            EnvironmentSettings.Complete(new ModelDataCollectorOptions { EventHubs = options }, _environment).EventHubs
        );
}
