using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Faults;

/// <summary>Every condition at every place where a receiver can meet it: ten events in the partition, and a fault in their middle.</summary>
[Trait("Category", "Faults")]
public sealed class ReceivingFaultTests : FaultTest
{
    private const int Events = 10;
    private const int Last = 4;

    private readonly List<long> _received = [];
    private int _faults;

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public Task ReceiveAsync_LinkDetached_GoesOnOrSurfaces(string name) =>
        MeetsAsync(name, (link, fault) => link.DetachAsync(fault.Condition, fault.Description));

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public Task ReceiveAsync_SessionEnded_GoesOnOrSurfaces(string name) =>
        MeetsAsync(name, (link, fault) => link.EndSessionAsync(fault.Condition, fault.Description));

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public Task ReceiveAsync_ConnectionClosed_GoesOnOrSurfaces(string name) =>
        MeetsAsync(name, (link, fault) => link.Connection.CloseAsync(fault.Condition, fault.Description));

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public async Task ReceiveAsync_AttachRefused_HealsOrSurfaces(string name)
    {
        WireCondition fault = WireConditions.Get(name);
        _ = new PeerPartition(Peer, Events);
        Peer.Script.OnAttaching = link => !PeerNodes.IsNode(link.Address) && _faults++ == 0 ? fault.ToError() : null;
        await using IPartitionReceiver sut = Receive();

        if (!fault.IsRetried)
        {
            await FailsAsync(ReceiveAsync(sut, Events), fault);
            Assert.Single(Peer.Links);
            Assert.Empty(_received);
            if (fault.Reason == FailureReason.ConsumerDisconnected)
            {
                await FailsAsync(ReceiveAsync(sut, 1), fault);
                Assert.Single(Peer.Links);
                return;
            }
        }

        await HealsAsync(
            ReceiveAsync(sut, Events),
            fault.IsRetried ? fault : WireConditions.Get("amqp:internal-error")
        );
        Assert.Equal(Enumerable.Range(0, Events).Select(number => (long)number), _received);
    }

    [Fact]
    public async Task ReceiveAsync_BusyInTheMiddle_WaitsAsThePeerAsksForBeforeItAttachesAgain()
    {
        WireCondition busy = WireConditions.Get("com.microsoft:server-busy");
        _ = new PeerPartition(Peer, Events)
        {
            OnDelivered = Fault(busy, (link, it) => link.DetachAsync(it.Condition, it.Text)),
        };
        await using IPartitionReceiver sut = Receive();
        Task receiving = ReceiveAsync(sut, Events);
        await Peer.WaitForAsync(() => _received.Count == Last + 1, "the events before the fault");

        for (int i = 0; i < 39; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Single(Peer.Links);
        await RunAsync(receiving);
        await receiving;
    }

    [Fact]
    public async Task ReceiveAsync_EventWithoutPosition_SurfacesAndLosesNothing()
    {
        var partition = new PeerPartition(Peer, Events)
        {
            Change = (number, message) =>
            {
                if (number == Last && _faults++ == 0)
                {
                    message.MessageAnnotations = null;
                }
            },
        };
        await using IPartitionReceiver sut = Receive();

        await RunAsync(ReceiveAsync(sut, Last));
        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(async () =>
        {
            Task receiving = ReceiveAsync(sut, Events);
            await RunAsync(receiving);
            await receiving;
        });
        Task rest = ReceiveAsync(sut, Events);
        await RunAsync(rest);

        Assert.Equal((FailureReason.InvalidOperation, "0"), (failure.Reason, failure.PartitionId));
        Assert.Equal(Enumerable.Range(0, Events).Select(number => (long)number), _received);
    }

    private async Task MeetsAsync(string name, Func<PeerLink, WireCondition, Task> happens)
    {
        WireCondition fault = WireConditions.Get(name);
        _ = new PeerPartition(Peer, Events) { OnDelivered = Fault(fault, happens) };
        await using IPartitionReceiver sut = Receive();

        if (fault.Reason == FailureReason.ConsumerDisconnected)
        {
            // What is buffered is somebody else's by now.
            await FailsAsync(ReceiveAsync(sut, Events), fault);
            await FailsAsync(ReceiveAsync(sut, 1), fault);
            Assert.InRange(_received.Count, 0, Last + 1);
            Assert.Single(Peer.Links);
            return;
        }

        if (!fault.IsRetried)
        {
            await FailsAsync(ReceiveAsync(sut, Events), fault);
            Assert.Equal(Last + 1, _received.Count);
            Assert.Single(Peer.Links);
        }

        await HealsAsync(
            ReceiveAsync(sut, Events),
            fault.IsRetried ? fault : WireConditions.Get("amqp:internal-error")
        );
        Assert.Equal(Enumerable.Range(0, Events).Select(number => (long)number), _received);
        Assert.Equal(2, Peer.Links.Count);
    }

    private Func<PeerLink, long, Task> Fault(WireCondition fault, Func<PeerLink, WireCondition, Task> happens) =>
        (link, number) => number == Last && _faults++ == 0 ? happens(link, fault) : Task.CompletedTask;

    private IPartitionReceiver Receive() => ConnectInFakeTime().CreateReceiver("$Default", "0", EventPosition.Earliest);

    /// <summary>Receives until so many events are there in all.</summary>
    private async Task ReceiveAsync(IPartitionReceiver sut, int count)
    {
        do
        {
            IReadOnlyList<ReceivedEvent> events = await sut.ReceiveAsync(1, TimeSpan.FromHours(1), Token);
            _received.AddRange(events.Select(received => received.SequenceNumber));
        } while (_received.Count < count);
    }
}
