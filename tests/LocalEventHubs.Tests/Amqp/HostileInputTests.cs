using System.Buffers.Binary;
using System.Text;
using CsCheck;
using ModelData.LocalEventHubs.Clients;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>Whatever a peer sends ends its own connection at most: the broker goes on serving the others.</summary>
[Trait("Level", "Integration")]
public sealed class HostileInputTests
{
    [Theory]
    [InlineData("00000000")] // a frame without a size
    [InlineData("00000007020000")] // a frame that is too short
    [InlineData("7FFFFFFF02000000")] // a frame of 2 GB
    [InlineData("FFFFFFFF02000000")] // a frame of 4 GB
    [InlineData("0000000C02000000FFFFFFFF")] // no performative
    [InlineData("0000000F02000000005310C0FF01A1")] // beyond the end of the frame
    [InlineData("0000001002000000005310F0000000")] // a performative that is an array
    [InlineData("0000000D02000000005399C00100")] // an unknown performative (wrong size as well)
    [InlineData("0000000E02000000005399C0010000")]
    [InlineData("0000000F0200000A005312C0020043")] // attach on a channel that does not exist
    [InlineData("0000000F02000000005316C0020043")] // detach of a link that does not exist
    public async Task Frame_Malformed_ClosesThatConnectionOnly(string hex)
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(fixture.Broker);
        await peer.OpenAsync();

        await peer.SendAsync(hex, "00000000", "00000000");

        Assert.True(await peer.IsClosedAsync());
        await AssertServesAsync(fixture);
    }

    [Theory]
    [InlineData(0xD0)]
    [InlineData(0x00)]
    public async Task Frame_NestedWithoutEnd_DoesNotEndTheProcess(byte format)
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(fixture.Broker);
        await peer.OpenAsync();
        const int Bytes = 1_000_008;
        var frame = new byte[Bytes];
        BinaryPrimitives.WriteInt32BigEndian(frame, Bytes);
        frame[4] = 2;
        if (format == 0xD0)
        {
            Convert.FromHexString("005310").CopyTo(frame, 8);
            for (int at = 11; at + 9 < Bytes; at += 9)
            {
                frame[at] = format;
                BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(at + 1), Bytes - at - 5);
                frame[at + 8] = 1;
            }
        }

        await peer.SendAsync(frame);

        Assert.True(await peer.IsClosedAsync());
        await AssertServesAsync(fixture);
    }

    [Theory]
    [InlineData("")]
    [InlineData("414D51")]
    [InlineData("414D515003010000" + "00000000")]
    [InlineData("414D515003010000" + "FFFFFFFF02010000")]
    [InlineData("414D515003010000" + "0000000C02010000FFFFFFFF")]
    [InlineData("414D515003010000" + "0000000AFF010000FFFF")]
    [InlineData("414D515003010000" + "0000001D02010000005341C01002A309414E4F4E594D4F5553A0FF00")]
    [InlineData("414D515000010000" + "414D515000010000")]
    [InlineData("414D515000020000")]
    public async Task Handshake_Malformed_ClosesThatConnectionOnly(string hex)
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(fixture.Broker);

        await peer.SendAsync(hex);
        peer.FinishSending();

        Assert.True(await peer.IsClosedAsync());
        await AssertServesAsync(fixture);
    }

    [Fact]
    public async Task Open_TinyFrames_AreRefused()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(fixture.Broker);
        // open ["raw", "h", max-frame-size 10]
        await peer.SendAsync(
            RawPeer.AmqpHeader,
            "00000018" + "02000000" + "005310" + "C00B03" + "A103726177" + "A10168" + "520A"
        );

        await peer.ReadAsync(8);
        byte[] close = await peer.ReadFrameAsync(0x18);
        Assert.Contains("max-frame-size", Encoding.ASCII.GetString(close), StringComparison.Ordinal);
        await AssertServesAsync(fixture);
    }

    [Fact]
    public async Task Attach_WithoutAddress_IsRefusedWithAReason()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(fixture.Broker);
        await peer.OpenAsync();
        await peer.SendAsync(RawPeer.Begin);
        await peer.ReadFrameAsync(0x11);

        // attach ["l", 0, sender, null, null, null, null]
        await peer.SendAsync(
            "00000017" + "02000000" + "005312" + "C00A07" + "A1016C" + "43" + "42" + "40" + "40" + "40" + "40"
        );

        byte[] detach = await peer.ReadFrameAsync(0x16);
        Assert.Contains("address", Encoding.ASCII.GetString(detach), StringComparison.Ordinal);
        await AssertServesAsync(fixture);
    }

    [Fact]
    public async Task Frames_AnyBytes_DoNotStopTheBroker()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await Gen
            .Byte.Array[1, 60]
            .Select(Gen.Byte[0x10, 0x18], (body, code) => (body, code))
            .SampleAsync(
                async sample =>
                {
                    using RawPeer peer = await RawPeer.ConnectAsync(fixture.Broker);
                    await peer.SendAsync(RawPeer.AmqpHeader, RawPeer.Open, RawPeer.Begin);
                    int size = sample.body.Length + 14;
                    await peer.SendAsync([
                        0,
                        0,
                        0,
                        (byte)size,
                        2,
                        0,
                        0,
                        0,
                        0,
                        0x53,
                        sample.code,
                        0xC0,
                        (byte)(sample.body.Length + 1),
                        1,
                        .. sample.body,
                    ]);
                    peer.FinishSending();
                    Assert.True(await peer.IsClosedAsync());
                },
                iter: 200,
                threads: 2
            );
        await AssertServesAsync(fixture);
    }

    private static async Task AssertServesAsync(BrokerFixture fixture)
    {
        await using AmqpClient client = await fixture.ConnectAsync();
        await client.CreateSender("hub/Partitions/0").SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);
    }
}
