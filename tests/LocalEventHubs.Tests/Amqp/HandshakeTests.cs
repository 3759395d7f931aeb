using System.Text;
using ModelData.LocalEventHubs.Clients;

namespace ModelData.LocalEventHubs.Amqp;

[Trait("Level", "Integration")]
public sealed class HandshakeTests
{
    [Fact]
    public async Task Connect_Anonymous_HeaderWaitsForTheClients()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        for (int i = 0; i < 20; i++)
        {
            using RawPeer peer = await RawPeer.ConnectAsync(fixture.Broker);
            await peer.SendAsync(RawPeer.SaslHeader);
            Assert.Equal(RawPeer.SaslHeader, await peer.ReadAsync(8));
            await peer.ReadFrameAsync();
            await peer.SendAsync(RawPeer.AnonymousInit);

            // The outcome alone: a client that reads more with it may lose it.
            string outcome = await peer.ReadChunkAsync();
            Assert.Equal(SaslFrames.EncodeOutcome(0).Length * 2, outcome.Length);
            await peer.SendAsync(RawPeer.AmqpHeader, RawPeer.Open);
            Assert.Equal(RawPeer.AmqpHeader, await peer.ReadAsync(8));
            Assert.Equal(0x10, (await peer.ReadFrameAsync())[6]);
        }
    }

    [Fact]
    public async Task Connect_WithoutSasl_IsServed()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(fixture.Broker);

        await peer.SendAsync(RawPeer.AmqpHeader, RawPeer.Open);

        Assert.Equal(RawPeer.AmqpHeader, await peer.ReadAsync(8));
        Assert.Equal(0x10, (await peer.ReadFrameAsync())[6]);
    }

    [Fact]
    public async Task Connect_OtherProtocol_IsToldWhatIsSpoken()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(fixture.Broker);

        await peer.SendAsync("EHLO example.net\r\n"u8.ToArray());

        Assert.Equal(RawPeer.SaslHeader, await peer.ReadAsync(8));
        Assert.True(await peer.IsClosedAsync());
    }

    [Fact]
    public async Task Connect_UnknownMechanism_IsRefused()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(fixture.Broker);
        string mechanism = Convert.ToHexString(Encoding.ASCII.GetBytes("CRAM-MD5"));

        await peer.SendAsync(RawPeer.SaslHeader, "00000018", "02010000", "005341", "C00B01", "A308" + mechanism);
        await peer.ReadAsync(8);
        await peer.ReadFrameAsync();

        // outcome auth
        Assert.Contains("5001", Convert.ToHexString(await peer.ReadFrameAsync()), StringComparison.Ordinal);
        Assert.True(await peer.IsClosedAsync());
    }

    [Fact]
    public async Task Open_IdleTimeout_IsAdvertisedAndThePeersKept()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(fixture.Broker);
        // open ["raw", "h", 65536, 10, 1800 ms]
        await peer.SendAsync(
            RawPeer.AmqpHeader,
            "00000023"
                + "02000000"
                + "005310"
                + "C01605"
                + "A103726177"
                + "A10168"
                + "7000010000"
                + "60000A"
                + "7000000708"
        );
        await peer.ReadAsync(8);
        string open = Convert.ToHexString(await peer.ReadFrameAsync());
        // Half of 4 minutes.
        Assert.Contains("700001D4C0", open, StringComparison.Ordinal);

        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("02000000", Convert.ToHexString(await peer.ReadFrameAsync()));
        }

        // An empty frame within each timeout of the peer.
        Assert.InRange(watch.ElapsedMilliseconds, 0, 5400);
    }
}
