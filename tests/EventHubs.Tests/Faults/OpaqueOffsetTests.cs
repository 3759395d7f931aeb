using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Faults;

/// <summary>A hub that is replicated between regions hands out offsets with a structure of its own: they are handed back as they came.</summary>
[Trait("Category", "Faults")]
public sealed class OpaqueOffsetTests : PeerTest
{
    private const int Events = 6;

    [Fact]
    public async Task ReceiveAsync_OffsetsThatAreNoNumbers_ComeAsTheyAre()
    {
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest);

        List<ReceivedEvent> events = await ReceiveAsync(sut, Events);

        Assert.Equal(Enumerable.Range(0, Events).Select(number => ToOffset(number)), events.Select(it => it.Offset));
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 2)]
    public async Task ReceiveAsync_FromSuchAnOffset_StartsThere(bool isInclusive, long first)
    {
        await using IPartitionReceiver sut = Receive(EventPosition.FromOffset(ToOffset(2), isInclusive));

        List<ReceivedEvent> events = await ReceiveAsync(sut, 1);

        Assert.Equal(first, events[0].SequenceNumber);
        Assert.Equal(
            $"amqp.annotation.x-opt-offset {(isInclusive ? ">=" : ">")} '{ToOffset(2)}'",
            Peer.Links[0].Filter
        );
    }

    [Fact]
    public async Task ReceiveAsync_LinkLost_GoesOnBySequenceNumber()
    {
        await using IPartitionReceiver sut = Receive(EventPosition.FromOffset(ToOffset(0)));
        await ReceiveAsync(sut, 2);

        await Peer.Links[0].DetachAsync("amqp:link:detach-forced", "A node restarts.");
        List<ReceivedEvent> rest = await ReceiveAsync(sut, 3);

        Assert.Equal([3, 4, 5], rest.Select(it => it.SequenceNumber));
    }

    [Fact]
    public async Task ReceiveAsync_OffsetUnknownToTheHub_IsRefusedAndSurfaces()
    {
        Peer.Script.OnAttaching = link =>
            PeerNodes.IsNode(link.Address)
                ? null
                : WireConditions.Get("com.microsoft:georeplication:invalid-offset").ToError();
        await using IPartitionReceiver sut = Connect()
            .CreateReceiver("$Default", "0", EventPosition.FromOffset("4711"));

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(async () =>
            await sut.ReceiveAsync(1, TimeSpan.FromSeconds(20), Token)
        );

        Assert.Equal((FailureReason.InvalidArgument, false), (failure.Reason, failure.IsTransient));
        Assert.Single(Peer.Links);
    }

    private static string ToOffset(long number) => $"eu-west;3:{number}/a+b=% é";

    private static async Task<List<ReceivedEvent>> ReceiveAsync(IPartitionReceiver sut, int count)
    {
        var events = new List<ReceivedEvent>();
        while (events.Count < count)
        {
            events.AddRange(await sut.ReceiveAsync(count - events.Count, TimeSpan.FromSeconds(20), Token));
        }

        return events;
    }

    private IPartitionReceiver Receive(EventPosition position)
    {
        _ = new PeerPartition(Peer, Events) { Offset = ToOffset };
        return Connect().CreateReceiver("$Default", "0", position);
    }
}
