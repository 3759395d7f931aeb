using ModelData.LocalEventHubs.Clients;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>The Python SDK reads fields by their places, and an absent one at the end is an error of its own.</summary>
[Trait("Level", "Integration")]
public sealed class FrameFieldsTests
{
    private const int AttachFields = 14;
    private const int ErrorFields = 3;

    [Theory]
    [InlineData("hub/ConsumerGroups/$Default/Partitions/0")]
    [InlineData("nohub/ConsumerGroups/$Default/Partitions/0")]
    public async Task Attach_GrantedOrRefused_HasAllItsFields(string address)
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(fixture.Broker);
        await peer.OpenPlainAsync();

        byte[] attach = await peer.AttachReceiverAsync(address, credit: 1);

        Assert.Equal(AttachFields, CountOf(attach.AsSpan(4)));
    }

    [Fact]
    public async Task Detach_WithAnError_NamesAllFieldsOfTheError()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(fixture.Broker);
        await peer.OpenPlainAsync();
        await peer.AttachReceiverAsync("nohub/ConsumerGroups/$Default/Partitions/0", credit: 1);

        byte[] detach = await peer.ReadFrameAsync(0x16);

        Assert.Equal(ErrorFields, CountOf(detach.AsSpan(detach.AsSpan().IndexOf<byte>([0x00, 0x53, 0x1D]))));
    }

    [Fact]
    public async Task Close_WithAnError_NamesAllFieldsOfTheError()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(fixture.Broker);
        await peer.OpenPlainAsync();

        fixture.Broker.CloseConnections();

        byte[] close = await peer.ReadFrameAsync(0x18);
        Assert.Equal(ErrorFields, CountOf(close.AsSpan(close.AsSpan().IndexOf<byte>([0x00, 0x53, 0x1D]))));
    }

    // 00 53 code, then list8 (size, count) or list32 (size, count).
    private static int CountOf(ReadOnlySpan<byte> described) =>
        described[3] switch
        {
            0xC0 => described[5],
            0xD0 => described[11],
            _ => 0,
        };
}
