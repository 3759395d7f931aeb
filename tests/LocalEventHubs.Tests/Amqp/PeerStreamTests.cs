using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ModelData.LocalEventHubs.Clients;
using ModelData.Testing;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>TLS and the opening of a WebSocket, from the other end of the socket.</summary>
[Trait("Level", "Integration")]
public sealed class PeerStreamTests
{
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    [Theory]
    [InlineData("/$servicebus/websocket")]
    [InlineData("/$servicebus/websocket/")]
    [InlineData("/%24servicebus/websocket?x=1")]
    public async Task Upgrade_AnySpellingOfThePath_OpensAWebSocket(string path)
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();

        string answer = await AskAsync(fixture, Request(path));

        Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
        // The answer to this key stands in RFC 6455, part 1.3.
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Protocol: AMQPWSB10\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amqp", "amqp")]
    [InlineData("AMQP", "AMQP")]
    [InlineData("amqp, AMQPWSB10", "amqp")]
    [InlineData("mqtt, AMQPWSB10, amqp", "AMQPWSB10")]
    public async Task Upgrade_EitherSubprotocol_IsAnsweredAsItWasAskedFor(string asked, string answered)
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();

        string answer = await AskAsync(fixture, Request("/$servicebus/websocket", asked));

        Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
        Assert.Contains($"Sec-WebSocket-Protocol: {answered}\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "AMQPWSB10", "13", "404")]
    [InlineData("/$servicebus/websocket", "mqtt", "13", "400")]
    [InlineData("/$servicebus/websocket", "amqp1", "13", "400")]
    [InlineData("/$servicebus/websocket", "mqtt, AMQPWSB10", "13", "101")]
    [InlineData("/$servicebus/websocket", "AMQPWSB10", "8", "426")]
    public async Task Upgrade_AnotherRequest_IsAnsweredAndClosed(
        string path,
        string protocol,
        string version,
        string status
    )
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();

        Assert.StartsWith(
            $"HTTP/1.1 {status} ",
            await AskAsync(fixture, Request(path, protocol, version)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Upgrade_HeadWithoutEnd_IsCutOff()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();

        string answer = await AskAsync(fixture, "GET / HTTP/1.1\r\nX: " + new string('x', 10_000));

        Assert.Equal("", answer);
        await using AmqpClient client = await fixture.ConnectAsync();
    }

    [Fact]
    public async Task Tls_PlainPeer_IsRefusedAndTheBrokerGoesOn()
    {
        using var authority = new TestAuthority();
        await using BrokerFixture fixture = await StartAsync(authority);

        Assert.DoesNotContain(
            "AMQP",
            await AskAsync(fixture, "AMQP\u0003\u0001\u0000\u0000"),
            StringComparison.Ordinal
        );

        await using SslStream secure = await SecureAsync(fixture, authority.Root);
        await secure.WriteAsync("AMQP\u0003\u0001\u0000\u0000"u8.ToArray());
        var header = new byte[8];
        await secure.ReadExactlyAsync(header);
        Assert.Equal("AMQP\u0003\u0001\u0000\u0000"u8.ToArray(), header);
    }

    [Fact]
    public async Task Tls_ClientThatDoesNotTrustIt_HasTheBrokersOwnCertificate()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        await using BrokerFixture fixture = await StartAsync(authority);

        await Assert.ThrowsAsync<AuthenticationException>(() => SecureAsync(fixture, other.Root));
    }

    private static Task<BrokerFixture> StartAsync(TestAuthority authority)
    {
        X509Certificate2 certificate = authority.Issue();
        return BrokerFixture.StartAsync(options => new LocalBrokerOptions
        {
            DataDirectory = options.DataDirectory,
            Hubs = options.Hubs,
            Port = 0,
            Certificate = certificate,
        });
    }

    private static async Task<SslStream> SecureAsync(BrokerFixture fixture, X509Certificate2 root)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", fixture.Broker.Port);
        var secure = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { root },
            },
        };
        await secure.AuthenticateAsClientAsync(options).WaitAsync(AmqpClient.Deadline);
        return secure;
    }

    private static string Request(string path, string protocol = "AMQPWSB10", string version = "13") =>
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
        + $"Sec-WebSocket-Key: {Key}\r\nSec-WebSocket-Version: {version}\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n";

    // The first piece of the answer; empty when the broker just closes.
    private static async Task<string> AskAsync(BrokerFixture fixture, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", fixture.Broker.Port);
        NetworkStream stream = client.GetStream();
        var answer = new byte[4096];
        using var deadline = new CancellationTokenSource(AmqpClient.Deadline);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), deadline.Token);
            int count = await stream.ReadAsync(answer, deadline.Token);
            return Encoding.Latin1.GetString(answer, 0, count);
        }
        catch (IOException)
        {
            // Closed with a reset, since not all was read.
            return "";
        }
    }
}
