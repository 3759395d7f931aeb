using System.Runtime.InteropServices;
using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Receiving;

public sealed partial class PartitionReceiverTests
{
    private const int LargeEventBytes = 120_000;

    [Fact]
    public async Task ReusesMemory_LargeEvents_ComeInTheSameFewArraysWithTheirOwnContent()
    {
        _ = new PeerPartition(Peer, 300) { Body = LargeBody };
        await using IPartitionReceiver sut = Receive(
            EventPosition.Earliest,
            new PartitionReceiverOptions { ReusesMemory = true, PrefetchBytes = 1_000_000 }
        );
        var arrays = new HashSet<byte[]>(ReferenceEqualityComparer.Instance);

        for (long next = 0; next < 300; )
        {
            foreach (ReceivedEvent received in await sut.ReceiveAsync(10, Long, Token))
            {
                Assert.Equal(next, received.SequenceNumber);
                Assert.True(received.Body.Span.SequenceEqual(LargeBody(next++)));
                arrays.Add(GetArray(received));
            }
        }

        Assert.InRange(arrays.Count, 1, 40);
    }

    [Fact]
    public async Task ReusesMemory_NotAsked_EventsOwnTheirMemory()
    {
        _ = new PeerPartition(Peer, 100) { Body = LargeBody };
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest);

        IReadOnlyList<ReceivedEvent> events = await ReceiveAsync(sut, 100);

        Assert.Equal(100, events.Select(GetArray).Distinct().Count());
        Assert.All(events, received => Assert.Equal(LargeBody(received.SequenceNumber), received.Body.ToArray()));
    }

    private static byte[] LargeBody(long sequenceNumber)
    {
        byte[] body = new byte[LargeEventBytes];
        new Random((int)sequenceNumber).NextBytes(body);
        return body;
    }

    private static byte[] GetArray(ReceivedEvent received) =>
        MemoryMarshal.TryGetArray(received.Body, out ArraySegment<byte> segment) ? segment.Array! : [];
}
