using System.Text;
using Amqp;
using ModelData.LocalEventHubs.Clients;
using ModelData.Testing;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>Peers that connect and do not authenticate.</summary>
[Trait("Level", "Integration")]
public sealed class PendingPeersTests
{
    private const int Most = 8;

    [Fact]
    public async Task Connect_MoreThanMayWait_TheOldestGoesAndClientsGetThrough()
    {
        await using BrokerFixture fixture = await StartAsync(Most, TimeSpan.FromMinutes(5));
        await using AmqpClient early = await fixture.ConnectAsync();
        var strangers = new List<RawPeer>();
        try
        {
            for (int i = 0; i < 3 * Most; i++)
            {
                RawPeer stranger = await RawPeer.ConnectAsync(fixture.Broker);
                strangers.Add(stranger);
                await stranger.OpenAsync();
            }

            await using AmqpClient late = await fixture.ConnectAsync();

            foreach (RawPeer gone in strangers[..(2 * Most)])
            {
                Assert.True(await gone.IsClosedAsync());
            }

            // One had to make room for the client, which then needed it no longer.
            Assert.Equal((2 * Most) + 1, fixture.Broker.UnauthenticatedConnectionsEnded);
            foreach (AmqpClient client in (AmqpClient[])[early, late])
            {
                await client.CreateSender("hub").SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);
            }
        }
        finally
        {
            strangers.ForEach(it => it.Dispose());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(RawPeer.SaslHeader)]
    [InlineData(RawPeer.SaslHeader + RawPeer.AnonymousInit)]
    [InlineData(RawPeer.SaslHeader + RawPeer.AnonymousInit + RawPeer.AmqpHeader + RawPeer.Open)]
    [InlineData(RawPeer.AmqpHeader + RawPeer.Open + RawPeer.Begin)]
    public async Task Connect_AndWait_IsEndedInTime(string sent)
    {
        await using BrokerFixture fixture = await StartAsync(Most, TimeSpan.FromMilliseconds(300));
        using RawPeer stranger = await RawPeer.ConnectAsync(fixture.Broker);

        await stranger.SendAsync(sent);

        Assert.True(await stranger.IsClosedAsync());
        Assert.Equal(1, fixture.Broker.UnauthenticatedConnectionsEnded);
    }

    [Fact]
    public async Task Connect_WithoutAValidToken_IsToldWhyItIsEnded()
    {
        await using BrokerFixture fixture = await StartAsync(Most, TimeSpan.FromMilliseconds(500));
        using RawPeer stranger = await RawPeer.ConnectAsync(fixture.Broker);
        await stranger.OpenAsync();

        string close = Encoding.Latin1.GetString(await stranger.ReadFrameAsync(0x18));

        Assert.Contains("amqp:connection:forced", close, StringComparison.Ordinal);
        Assert.Contains("no valid token came within 0.5 s", close, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$cbs")]
    [InlineData("$management")]
    public async Task Connect_AndAuthenticate_Stays(string node)
    {
        await using BrokerFixture fixture = await StartAsync(Most, TimeSpan.FromSeconds(1));
        await using AmqpClient client = await AmqpClient.ConnectAnonymouslyAsync(fixture.Broker);
        await using AmqpClient refused = await AmqpClient.ConnectAnonymouslyAsync(fixture.Broker);
        var requests = new RequestClient(client, node, hasReplyAddress: true);
        string token = AmqpClient.SignToken("sb://h/hub", TimeProvider.System.GetUtcNow().AddHours(1));
        Task<Message> AskAsync() =>
            node == "$cbs"
                ? requests.PutTokenAsync("sb://h/hub", token)
                : requests.ReadAsync("com.microsoft:eventhub", "hub", token: token);
        await AskAsync();
        await new RequestClient(refused, "$cbs", hasReplyAddress: true).PutTokenAsync(
            "sb://h/hub",
            AmqpClient.SignToken("sb://h/hub", TimeProvider.System.GetUtcNow().AddHours(1), key: "wrong")
        );

        // The one whose token was refused goes when the time is over for both.
        Assert.Equal("amqp:connection:forced", (await refused.Connection.GetErrorAsync()).Condition);
        await Eventually.IsTrueAsync(
            () => fixture.Broker.UnauthenticatedConnectionsEnded == 1,
            AmqpClient.Deadline,
            "one connection is ended"
        );
        Assert.True(RequestClient.GetStatus(await AskAsync()) is 200 or 202);
    }

    private static Task<BrokerFixture> StartAsync(int most, TimeSpan timeout) =>
        BrokerFixture.StartAsync(options => new LocalBrokerOptions
        {
            DataDirectory = options.DataDirectory,
            Hubs = options.Hubs,
            Port = 0,
            AuthenticationTimeout = timeout,
            MaxUnauthenticatedConnections = most,
        });
}
