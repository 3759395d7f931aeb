using System.Net;
using System.Net.Sockets;
using System.Text;
using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Integration;

/// <summary>AMQP over WebSockets, directly and through a proxy.</summary>
[Trait("Category", "Integration")]
public sealed class WebSocketTests
{
    private const EventHubsTransportType WebSockets = EventHubsTransportType.AmqpWebSockets;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_PlainBroker_Works()
    {
        await using SecureBroker broker = await SecureBroker.StartAsync();
        await using EventHubsConnection sut = broker.Connect(WebSockets);

        await SecureBroker.AssertWorksAsync(sut);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connect_Proxy_GoesThroughItsTunnel(bool usesTls)
    {
        await using SecureBroker broker = await (
            usesTls ? SecureBroker.StartAsync("127.0.0.1") : SecureBroker.StartAsync()
        );
        await using var proxy = new ConnectProxy();
        await using EventHubsConnection sut = broker.Connect(WebSockets, it => it.Proxy = new WebProxy(proxy.Address));

        await SecureBroker.AssertWorksAsync(sut);

        Assert.Equal($"CONNECT 127.0.0.1:{broker.Broker.Port} HTTP/1.1", Assert.Single(proxy.Requests));
    }

    [Theory]
    [InlineData("407 Proxy Authentication Required", false)]
    [InlineData("403 Forbidden", false)]
    [InlineData("502 Bad Gateway", true)]
    public async Task Connect_ProxyRefuses_SaysSoWithoutItsAddress(string status, bool isTransient)
    {
        await using SecureBroker broker = await SecureBroker.StartAsync();
        await using var proxy = new ConnectProxy { Status = status };
        var address = new UriBuilder(proxy.Address) { UserName = "user", Password = "topsecret" };
        await using EventHubsConnection sut = broker.Connect(WebSockets, it => it.Proxy = new WebProxy(address.Uri));

        EventHubsException failure = await SecureBroker.FailAsync(sut);

        Assert.Equal((FailureReason.ServiceCommunicationProblem, isTransient), (failure.Reason, failure.IsTransient));
        Assert.Contains(
            $"The proxy does not let the WebSocket through (status {status[..3]}",
            failure.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("topsecret", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("404 Not Found", false)]
    [InlineData("503 Service Unavailable", true)]
    [InlineData("301 Moved Permanently\r\nLocation: http://127.0.0.1:1/", false)]
    public async Task Connect_PeerIsAnotherWebServer_SaysSo(string status, bool isTransient)
    {
        await using SecureBroker broker = await SecureBroker.StartAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = ServeAsync(listener, $"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        await using EventHubsConnection sut = broker.Connect(
            WebSockets,
            it => it.CustomEndpointAddress = new Uri($"sb://{listener.LocalEndpoint}")
        );

        EventHubsException failure = await SecureBroker.FailAsync(sut);

        Assert.Equal(isTransient, failure.IsTransient);
        Assert.Contains($"status {status[..3]}", failure.Message, StringComparison.Ordinal);
        listener.Stop();
        await serving;
    }

    [Fact]
    public async Task Connect_NobodyListens_IsTransientAsOverTcp()
    {
        await using SecureBroker broker = await SecureBroker.StartAsync();
        await using EventHubsConnection sut = broker.Connect(
            WebSockets,
            it => it.CustomEndpointAddress = new Uri("sb://127.0.0.1:1")
        );

        EventHubsException failure = await SecureBroker.FailAsync(sut);

        Assert.Equal((FailureReason.ServiceCommunicationProblem, true), (failure.Reason, failure.IsTransient));
        Assert.IsType<SocketException>(failure.InnerException);
    }

    [Fact]
    public async Task Connection_BrokerClosesIt_ComesBackOverAnotherWebSocket()
    {
        await using SecureBroker broker = await SecureBroker.StartAsync();
        await using EventHubsConnection sut = broker.Connect(WebSockets, it => it.Retry.MaximumRetries = 5);
        await using IEventSender sender = sut.CreateSender();
        await sender.SendAsync(new EventData(new byte[1]), SendTarget.Any, Token);

        broker.Broker.CloseConnections();
        await sender.SendAsync(new EventData(new byte[1]), SendTarget.Any, Token);

        PartitionProperties partition = await sut.Management.GetPartitionPropertiesAsync("0", Token);
        // Stored a second time where its first answer was lost with the connection.
        Assert.InRange(partition.LastEnqueuedSequenceNumber, 1, 2);
    }

    private static async Task ServeAsync(TcpListener listener, string answer)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                var head = new byte[8192];
                _ = await client.GetStream().ReadAsync(head);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
                await client.GetStream().CopyToAsync(Stream.Null);
            }
        }
        catch (Exception e)
            when (e is SocketException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // The test is over, or the client has had enough.
        }
    }
}
