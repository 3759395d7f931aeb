using System.Text;
using Amqp;
using Amqp.Framing;
using Amqp.Types;
using Microsoft.Extensions.Time.Testing;
using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Receiving;

/// <summary>What happens when a link or connection goes: again, or not.</summary>
public sealed partial class PartitionReceiverTests
{
    [Fact]
    public async Task ReceiveAsync_ConnectionDropped_GoesOnBehindTheLastEventHandedOut()
    {
        var partition = new PeerPartition(Peer, 10) { LimitPerLink = 10 };
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest);
        IReadOnlyList<ReceivedEvent> first = await ReceiveAsync(sut, 4);
        await Peer.WaitForAsync(() => Peer.Links[0].Delivered >= 8, "the prefetch");

        Peer.Connections[0].Drop();
        await partition.AddAsync(5);
        // What was prefetched before the drop may still come; nothing is lost or doubled either way.
        IReadOnlyList<ReceivedEvent> rest = await ReceiveAsync(sut, 11);

        Assert.Equal(
            Enumerable.Range(0, 15).Select(i => (long)i),
            first.Concat(rest).Select(received => received.SequenceNumber)
        );
        Assert.Equal(2, Peer.Links.Count);
        Assert.StartsWith("amqp.annotation.x-opt-sequence-number > '", Peer.Links[1].Filter, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amqp:link:detach-forced", "IdleTimerExpired: Idle timeout: 00:30:00.")]
    [InlineData("amqp:internal-error", "A node restarts.")]
    public async Task ReceiveAsync_LinkDetachedAsWeather_AttachesAgainOnTheSameConnection(string condition, string text)
    {
        var partition = new PeerPartition(Peer, 3);
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest);
        await ReceiveAsync(sut, 3);

        await Peer.Links[0].DetachAsync(condition, text);
        await partition.AddAsync(2);
        IReadOnlyList<ReceivedEvent> rest = await ReceiveAsync(sut, 2);

        Assert.Equal([3, 4], rest.Select(received => received.SequenceNumber));
        Assert.Equal("amqp.annotation.x-opt-sequence-number > '2'", Peer.Links[1].Filter);
        Assert.Single(Peer.Connections);
    }

    [Fact]
    public async Task ReceiveAsync_Stolen_IsFinal()
    {
        _ = new PeerPartition(Peer, 3);
        await using IPartitionReceiver sut = Receive(
            EventPosition.Earliest,
            new PartitionReceiverOptions { OwnerLevel = 0 }
        );
        await ReceiveAsync(sut, 3);

        await Peer.Links[0].DetachAsync("amqp:link:stolen", "New receiver with higher epoch.");
        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(async () =>
            await sut.ReceiveAsync(1, Long, Token)
        );
        EventHubsException again = await Assert.ThrowsAsync<EventHubsException>(async () =>
            await sut.ReceiveAsync(1, Long, Token)
        );

        Assert.Equal(FailureReason.ConsumerDisconnected, failure.Reason);
        Assert.Equal("0", failure.PartitionId);
        Assert.False(failure.IsTransient);
        Assert.Equal(FailureReason.ConsumerDisconnected, again.Reason);
        Assert.Single(Peer.Links);
    }

    [Fact]
    public async Task ReceiveAsync_StolenWithEventsBuffered_HandsNoneOfThemOut()
    {
        _ = new PeerPartition(Peer, 10);
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest);
        await ReceiveAsync(sut, 1);
        await Peer.WaitForAsync(() => Peer.Links[0].Delivered >= 5, "the prefetch");

        await Peer.Links[0].DetachAsync("amqp:link:stolen", "New receiver with higher epoch.");
        await Peer.WaitForAsync(() => Peer.Links[0].IsDetached, "the detach");

        await Assert.ThrowsAsync<EventHubsException>(async () =>
        {
            // Until the detach has arrived.
            while (true)
            {
                await sut.ReceiveAsync(1, Long, Token);
                await Task.Yield();
            }
        });
    }

    [Fact]
    public async Task ReceiveAsync_AttachRefusedForALowerEpoch_IsFinalAndNotRetried()
    {
        Peer.Script.OnAttaching = link =>
            PeerNodes.IsNode(link.Address)
                ? null
                : new Error("amqp:link:stolen") { Description = "A receiver with a higher epoch exists." };
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest);

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(async () =>
            await sut.ReceiveAsync(1, Long, Token)
        );

        Assert.Equal(FailureReason.ConsumerDisconnected, failure.Reason);
        Assert.Single(Peer.Links);
    }

    [Fact]
    public async Task OnAttached_EachAttach_RunsBeforeItsFirstEvent()
    {
        var partition = new PeerPartition(Peer, 3);
        var log = new List<string>();
        IPartitionReceiver? receiver = null;
        await using IPartitionReceiver sut = Receive(
            EventPosition.Earliest,
            new PartitionReceiverOptions
            {
                OnAttached = async token =>
                {
                    log.Add($"attached {Peer.Links.Count}, delivered {Peer.Links[^1].Delivered}");
                    await Task.Yield();
                },
            }
        );
        receiver = sut;
        await ReceiveAsync(sut, 3);
        log.Add("three");
        await Peer.Links[0].DetachAsync("amqp:link:detach-forced", "A node restarts.");
        await partition.AddAsync(2);
        await ReceiveAsync(sut, 2);
        log.Add("two");

        Assert.Equal(["attached 1, delivered 0", "three", "attached 2, delivered 0", "two"], log);
    }

    [Fact]
    public async Task OnAttached_Throws_SurfacesAndTheNextReceiveAttachesAgain()
    {
        _ = new PeerPartition(Peer, 1);
        int calls = 0;
        await using IPartitionReceiver sut = Receive(
            EventPosition.Earliest,
            new PartitionReceiverOptions
            {
                OnAttached = _ => calls++ == 0 ? throw new InvalidDataException("not this hub") : default,
            }
        );

        await Assert.ThrowsAsync<InvalidDataException>(async () => await sut.ReceiveAsync(1, Long, Token));
        Assert.Single(await sut.ReceiveAsync(1, Long, Token));
        Assert.Equal(2, calls);
    }
}
