using ModelData.HubClient.Tests.Peer;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.HubClient.Tests.Faults;

/// <summary>
/// Every condition at every place where a receiver can meet it: ten events in the partition, and a fault in their middle. Some of it the official
/// client mends by
/// itself, some it tells; either way the next call goes on behind the last event that was handed out, or the receiver is closed for good.
/// </summary>
[Trait("Level", "Integration")]
[Trait("Topic", "Faults")]
public sealed class ReceivingFaultTests : PeerTest
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
    public async Task ReceiveAsync_AttachRefused_SurfacesAndTheNextCallGoesOn(string name)
    {
        WireCondition fault = WireConditions.Get(name);
        _ = new PeerPartition(Peer, Events);
        Peer.Script.OnAttaching = link => !PeerNodes.IsNode(link.Address) && _faults++ == 0 ? fault.ToError() : null;
        await using HubReceiver sut = Receive();

        HubException? failure = await Record.ExceptionAsync(() => ReceiveAsync(sut, 1)) as HubException;

        if (failure is null)
        {
            // To the official client it is no failure.
            Assert.Equal("com.microsoft:timeout", fault.Condition);
        }
        else
        {
            Check(failure);
            Assert.Empty(_received);
            if (failure.Reason == HubFailureReason.ConsumerDisconnected)
            {
                await StaysClosedAsync(sut);
                return;
            }
        }

        await ReceiveAsync(sut, Events);
        Assert.Equal(Enumerable.Range(0, Events).Select(number => (long)number), _received);
    }

    /// <summary>The official client's own decoder fails with the same conditions.</summary>
    [Theory]
    [InlineData("amqp:decode-error")]
    [InlineData("amqp:invalid-field")]
    public async Task ReceiveAsync_AttachRefusedTwice_NoEventIsTakenForUnreadable(string name)
    {
        WireCondition fault = WireConditions.Get(name);
        _ = new PeerPartition(Peer, Events);
        Peer.Script.OnAttaching = link => !PeerNodes.IsNode(link.Address) && _faults++ < 2 ? fault.ToError() : null;
        await using HubReceiver sut = Receive();

        await Assert.ThrowsAsync<HubException>(() => ReceiveAsync(sut, 1));
        await Assert.ThrowsAsync<HubException>(() => ReceiveAsync(sut, 1));
        await ReceiveAsync(sut, Events);

        Assert.Equal(Enumerable.Range(0, Events).Select(number => (long)number), _received);
    }

    /// <summary>What a hub says that refuses every attach must not be taken for an event that cannot be read: nothing is skipped.</summary>
    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public async Task ReceiveAsync_EveryAttachRefused_NoEventIsTakenForUnreadable(string name)
    {
        WireCondition fault = WireConditions.Get(name);
        _ = new PeerPartition(Peer, Events);
        Peer.Script.OnAttaching = link => PeerNodes.IsNode(link.Address) ? null : fault.ToError();
        await using HubReceiver sut = Receive();
        int failures = 0;
        for (int attempt = 0; attempt < 5; attempt++)
        {
            try
            {
                Assert.Empty(await sut.ReceiveAsync(10, TimeSpan.FromSeconds(1), Token));
            }
            catch (HubException failure)
            {
                Check(failure);
                failures++;
            }
        }

        Assert.NotEqual(0, failures);
    }

    [Fact]
    public async Task ReceiveAsync_EventWithoutPosition_SurfacesAndLosesNothing()
    {
        _ = new PeerPartition(Peer, Events)
        {
            Change = (number, message) =>
            {
                if (number == Last && _faults++ == 0)
                {
                    message.MessageAnnotations = null;
                }
            },
        };
        await using HubReceiver sut = Receive();

        HubException failure = await Assert.ThrowsAsync<HubException>(() => ReceiveAsync(sut, Events));
        await ReceiveAsync(sut, Events);

        Assert.Equal(HubFailureReason.InvalidOperation, failure.Reason);
        Assert.Contains("partition 0", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, Events).Select(number => (long)number), _received);
    }

    private async Task MeetsAsync(string name, Func<PeerLink, WireCondition, Task> happens)
    {
        WireCondition fault = WireConditions.Get(name);
        _ = new PeerPartition(Peer, Events)
        {
            OnDelivered = (link, number) =>
                number == Last && _faults++ == 0 ? happens(link, fault) : Task.CompletedTask,
        };
        await using HubReceiver sut = Receive();
        HubException? stolen = null;
        for (int attempts = 0; _received.Count < Events && stolen is null; attempts++)
        {
            Assert.InRange(attempts, 0, 2);
            try
            {
                await ReceiveAsync(sut, Events);
            }
            catch (HubException failure)
            {
                Check(failure);
                stolen = failure.Reason == HubFailureReason.ConsumerDisconnected ? failure : null;
            }
        }

        // Why the session or the connection ended the official client does not tell a link.
        if (stolen is not null)
        {
            Assert.Equal(HubFailureReason.ConsumerDisconnected, fault.Reason);
            Assert.InRange(_received.Count, 0, Last + 1);
            await StaysClosedAsync(sut);
            return;
        }

        Assert.Equal(Enumerable.Range(0, Events).Select(number => (long)number), _received);
    }

    private static void Check(HubException failure)
    {
        Assert.DoesNotContain(WireCondition.Secret, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("SAS_KEY_VALUE", failure.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Opened again, it would take the partition back.</summary>
    private async Task StaysClosedAsync(HubReceiver sut)
    {
        int links = Peer.Links.Count;
        HubException again = await Assert.ThrowsAsync<HubException>(() => ReceiveAsync(sut, Events));
        Assert.Equal(HubFailureReason.ConsumerDisconnected, again.Reason);
        Assert.Equal(links, Peer.Links.Count);
    }

    private HubReceiver Receive()
    {
        var connection = Connect();
        return new HubReceiver(
            connection,
            new KnownEnd(),
            "$Default",
            "0",
            EventPosition.Earliest,
            new PartitionReceiverOptions { OwnerLevel = 0 }
        );
    }

    /// <summary>Where the events of the peer begin and end.</summary>
    private sealed class KnownEnd : IHubManagement
    {
        public Task<HubProperties> GetHubPropertiesAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new HubProperties("hub", default, ["0"]));

        public Task<PartitionProperties> GetPartitionPropertiesAsync(
            string partitionId,
            CancellationToken cancellationToken
        ) => Task.FromResult(new PartitionProperties("0", 0, Events - 1, "9", default, IsEmpty: false));
    }

    /// <summary>Receives until so many events are there in all.</summary>
    private async Task ReceiveAsync(HubReceiver sut, int count)
    {
        do
        {
            IReadOnlyList<ReceivedEvent> events = await sut.ReceiveAsync(1, TimeSpan.FromSeconds(5), Token);
            Assert.DoesNotContain(events, received => received.IsUnreadable);
            _received.AddRange(events.Select(received => received.SequenceNumber));
        } while (_received.Count < count);
    }
}
