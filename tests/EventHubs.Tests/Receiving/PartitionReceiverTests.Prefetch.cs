using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Receiving;

public sealed partial class PartitionReceiverTests
{
    [Theory]
    [InlineData(1_000, 100_000)]
    [InlineData(20_000, 200_000)]
    [InlineData(64_000, 1_000_000)]
    public async Task Prefetch_NobodyReceives_StaysWithinItsBytes(int eventBytes, long prefetchBytes)
    {
        _ = new PeerPartition(Peer, 10_000) { Body = _ => new byte[eventBytes] };
        await using IPartitionReceiver sut = Receive(
            EventPosition.Earliest,
            new PartitionReceiverOptions { PrefetchBytes = prefetchBytes, PrefetchCount = 5000 }
        );
        // Enough for the estimate to settle.
        await ReceiveAsync(sut, 200);

        long GetAhead() => (Peer.Links[0].Delivered - 200L) * eventBytes;
        await Peer.WaitForAsync(
            () => GetAhead() >= prefetchBytes / 4 && Peer.Links[0].Delivered == Peer.Links[0].CreditLimit,
            "the end of the credit"
        );

        Assert.InRange(GetAhead(), prefetchBytes / 4, prefetchBytes);
    }

    [Fact]
    public async Task Prefetch_NobodyReceives_StaysWithinItsCount()
    {
        _ = new PeerPartition(Peer, 10_000);
        await using IPartitionReceiver sut = Receive(
            EventPosition.Earliest,
            new PartitionReceiverOptions { PrefetchCount = 20 }
        );
        await ReceiveAsync(sut, 100);

        await Peer.WaitForAsync(
            () => Peer.Links[0].Delivered >= 110 && Peer.Links[0].Delivered == Peer.Links[0].CreditLimit,
            "the end of the credit"
        );

        Assert.InRange(Peer.Links[0].Delivered - 100, 10u, 20u);
    }

    [Fact]
    public async Task Prefetch_SmallerThanAnEvent_StillLetsOneThrough()
    {
        _ = new PeerPartition(Peer, 50) { Body = static _ => new byte[50_000] };
        await using IPartitionReceiver sut = Receive(
            EventPosition.Earliest,
            new PartitionReceiverOptions { PrefetchBytes = 1000 }
        );

        Assert.Equal(50, (await ReceiveAsync(sut, 50)).Count);
    }
}
