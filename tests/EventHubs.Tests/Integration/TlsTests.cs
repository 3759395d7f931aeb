using System.Net;
using System.Net.Sockets;
using System.Text;
using ModelData.Testing;

namespace ModelData.EventHubs.Integration;

/// <summary>Whom the client takes for its namespace, and whom not.</summary>
[Trait("Category", "Integration")]
public sealed class TlsTests
{
    [Theory]
    [InlineData(EventHubsTransportType.AmqpTcp)]
    [InlineData(EventHubsTransportType.AmqpWebSockets)]
    public async Task Connect_TrustedAuthority_Works(EventHubsTransportType type)
    {
        await using SecureBroker broker = await SecureBroker.StartAsync("127.0.0.1");
        await using EventHubsConnection sut = broker.Connect(type);

        await SecureBroker.AssertWorksAsync(sut);
    }

    [Theory]
    [InlineData(EventHubsTransportType.AmqpTcp)]
    [InlineData(EventHubsTransportType.AmqpWebSockets)]
    public async Task Connect_SystemsTrustDoesNotKnowTheAuthority_IsFinalAndSaysWhy(EventHubsTransportType type)
    {
        await using SecureBroker broker = await SecureBroker.StartAsync("127.0.0.1");
        await using EventHubsConnection sut = broker.Connect(type, options => options.TrustedCertificates = []);

        AssertRefused(await SecureBroker.FailAsync(sut), "chain");
    }

    [Theory]
    [InlineData(EventHubsTransportType.AmqpTcp)]
    [InlineData(EventHubsTransportType.AmqpWebSockets)]
    public async Task Connect_AnotherAuthority_IsFinal(EventHubsTransportType type)
    {
        using var other = new TestAuthority();
        await using SecureBroker broker = await SecureBroker.StartAsync("127.0.0.1");
        await using EventHubsConnection sut = broker.Connect(type, it => it.TrustedCertificates = [other.Root]);

        AssertRefused(await SecureBroker.FailAsync(sut), "chain");
    }

    [Theory]
    [InlineData(EventHubsTransportType.AmqpTcp)]
    [InlineData(EventHubsTransportType.AmqpWebSockets)]
    public async Task Connect_CertificateForAnotherName_IsFinal(EventHubsTransportType type)
    {
        await using SecureBroker broker = await SecureBroker.StartAsync("other.example.net");
        await using EventHubsConnection sut = broker.Connect(type);

        AssertRefused(await SecureBroker.FailAsync(sut), "NameMismatch");
    }

    [Theory]
    [InlineData(EventHubsTransportType.AmqpTcp)]
    [InlineData(EventHubsTransportType.AmqpWebSockets)]
    public async Task Connect_CustomEndpoint_TheCertificateIsTheNamespaces(EventHubsTransportType type)
    {
        await using SecureBroker broker = await SecureBroker.StartAsync("ns1.example.net");
        var gateway = new Uri($"sb://127.0.0.1:{broker.Broker.Port}");
        await using EventHubsConnection sut = broker.Connect(
            type,
            options => options.CustomEndpointAddress = gateway,
            "ns1.example.net"
        );
        await using EventHubsConnection other = broker.Connect(
            type,
            options => options.CustomEndpointAddress = gateway,
            "ns2.example.net"
        );

        Assert.Equal("ns1.example.net", sut.FullyQualifiedNamespace);
        await SecureBroker.AssertWorksAsync(sut);
        AssertRefused(await SecureBroker.FailAsync(other), "NameMismatch");
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("AMQP\u0003\u0001\u0000\u0000")]
    public async Task Connect_PeerAnswersInPlainText_IsFinal(string answer)
    {
        await using SecureBroker broker = await SecureBroker.StartAsync("127.0.0.1");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = ServeAsync(listener, Encoding.ASCII.GetBytes(answer));
        await using EventHubsConnection sut = broker.Connect(configure: options =>
            options.CustomEndpointAddress = At(listener)
        );

        AssertRefused(await SecureBroker.FailAsync(sut), "TLS");
        listener.Stop();
        await serving;
    }

    [Fact]
    public async Task Connect_PlainPeerSaysNothing_EndsWithTheAttempts()
    {
        await using SecureBroker broker = await SecureBroker.StartAsync("127.0.0.1");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using EventHubsConnection sut = broker.Connect(configure: options =>
        {
            options.CustomEndpointAddress = At(listener);
            options.Retry.TryTimeout = TimeSpan.FromMilliseconds(300);
        });

        EventHubsException failure = await SecureBroker.FailAsync(sut);

        Assert.Equal((FailureReason.ServiceTimeout, true), (failure.Reason, failure.IsTransient));
    }

    private static void AssertRefused(EventHubsException failure, string word)
    {
        Assert.Equal((FailureReason.ServiceCommunicationProblem, false), (failure.Reason, failure.IsTransient));
        Assert.Contains(word, failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("SAS_KEY_VALUE", failure.ToString(), StringComparison.Ordinal);
    }

    private static Uri At(TcpListener listener) => new($"sb://{listener.LocalEndpoint}");

    private static async Task ServeAsync(TcpListener listener, byte[] answer)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                await client.GetStream().WriteAsync(answer);
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
