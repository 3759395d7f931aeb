using System.Net;

namespace ModelData.EventHubs.Amqp.Connecting;

[Trait("Category", "Unit")]
public sealed class AmqpEndpointTests
{
    [Theory]
    [InlineData(EventHubsTransportType.AmqpTcp, true, null, 5671)]
    [InlineData(EventHubsTransportType.AmqpTcp, false, null, 5672)]
    [InlineData(EventHubsTransportType.AmqpWebSockets, true, null, 443)]
    [InlineData(EventHubsTransportType.AmqpWebSockets, false, null, 80)]
    [InlineData(EventHubsTransportType.AmqpTcp, true, 6000, 6000)]
    [InlineData(EventHubsTransportType.AmqpWebSockets, true, 6000, 6000)]
    public void Create_Port_IsTheGivenOrTheUsualOne(EventHubsTransportType type, bool usesTls, int? given, int expected)
    {
        var options = new EventHubsConnectionOptions { TransportType = type, AllowPlaintext = !usesTls };

        AmqpEndpoint sut = AmqpEndpoint.Create("ns", given, usesTls, options);

        Assert.Equal(("ns", "ns", expected), (sut.Host, sut.ConnectHost, sut.Port));
    }

    [Theory]
    [InlineData("sb://gateway.example.net", 5671)]
    [InlineData("https://gateway.example.net/", 5671)]
    [InlineData("amqps://gateway.example.net:7000/any/path", 7000)]
    public void Create_CustomEndpoint_IsConnectedToAndNothingElse(string address, int expected)
    {
        var options = new EventHubsConnectionOptions { CustomEndpointAddress = new Uri(address) };

        AmqpEndpoint sut = AmqpEndpoint.Create("ns", 6000, true, options);

        Assert.Equal(("ns", "gateway.example.net", expected), (sut.Host, sut.ConnectHost, sut.Port));
    }

    [Fact]
    public void Create_ContradictingOptions_AreRefusedByName()
    {
        var proxy = new EventHubsConnectionOptions { Proxy = new WebProxy("proxy.example.net", 8080) };
        var endpoint = new EventHubsConnectionOptions { CustomEndpointAddress = new Uri("/path", UriKind.Relative) };

        Assert.Contains("TransportType", Refusal(proxy), StringComparison.Ordinal);
        Assert.Contains("CustomEndpointAddress", Refusal(endpoint), StringComparison.Ordinal);

        static string Refusal(EventHubsConnectionOptions options) =>
            Assert.Throws<ArgumentException>(() => AmqpEndpoint.Create("ns", null, true, options)).Message;
    }
}
