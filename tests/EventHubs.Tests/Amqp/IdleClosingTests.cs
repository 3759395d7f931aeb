using Microsoft.Extensions.Time.Testing;
using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Amqp;

/// <summary>The three ways in which the service closes what was idle: each is weather, and nobody hears of it.</summary>
[Trait("Category", "Unit")]
public sealed class IdleClosingTests : PeerTest
{
    private readonly List<PeerLink> _claimLinks = [];

    public IdleClosingTests() =>
        Peer.Script.OnAttaching = link =>
        {
            if (link.Address == "$cbs")
            {
                _claimLinks.Add(link);
            }

            return null;
        };

    public static TheoryData<string> Closings => ["connection", "claims", "link"];

    [Theory]
    [MemberData(nameof(Closings))]
    public async Task Sender_IdleClosing_SendsOnAndStoresEachEventOnce(string closing)
    {
        await using IEventSender sut = Connect().CreateSender();
        await sut.SendAsync(new EventData(new byte[] { 1 }), SendTarget.ToPartition("0"), Token);

        await CloseAsync(closing);
        await sut.SendAsync(new EventData(new byte[] { 2 }), SendTarget.ToPartition("0"), Token);
        // A link that was not there yet needs a claim of its own.
        await sut.SendAsync(new EventData(new byte[] { 3 }), SendTarget.ToPartition("1"), Token);

        Assert.Equal([1, 2, 3], Peer.Transfers.Select(transfer => transfer.Payload[^1]));
        Assert.Equal(closing == "connection" ? 2 : 1, Peer.Connections.Count);
        Assert.Equal(closing == "link" ? 2 : 4, _claimLinks.Count);
        Assert.Equal(closing == "claims" ? 2 : 3, Peer.Links.Count);
    }

    [Theory]
    [MemberData(nameof(Closings))]
    public async Task Receiver_IdleClosing_ReadsOnWithoutAGapOrADouble(string closing)
    {
        var partition = new PeerPartition(Peer, 3);
        await using IPartitionReceiver sut = Connect().CreateReceiver("$Default", "0", EventPosition.Earliest);
        List<long> received = await ReadAsync(sut, 3);
        // Waits for more while everything is quiet.
        Task<List<long>> waiting = ReadAsync(sut, 3);

        await CloseAsync(closing);
        await partition.AddAsync(3);
        received.AddRange(await waiting);

        Assert.Equal([0, 1, 2, 3, 4, 5], received);
        Assert.Equal(closing == "connection" ? 2 : 1, Peer.Connections.Count);
        Assert.Equal(closing == "claims" ? 1 : 2, Peer.Links.Count);
    }

    [Fact]
    public async Task Claim_ItsPairWasClosedIdle_IsRenewedOverAnother()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using IEventSender sut = Connect(options =>
            {
                options.TimeProvider = time;
                options.IdleTimeout = TimeSpan.FromDays(1);
            })
            .CreateSender();
        await sut.SendAsync(Event(), SendTarget.Any, Token);

        await CloseAsync("claims");
        time.Advance(TimeSpan.FromMinutes(23));
        await Peer.WaitForAsync(() => Peer.Tokens.Count == 2, "the renewal");
        await sut.SendAsync(Event(), SendTarget.Any, Token);

        Assert.Equal(4, _claimLinks.Count);
        Assert.Single(Peer.Links);
    }

    private async Task CloseAsync(string closing)
    {
        switch (closing)
        {
            case "connection":
                await Peer.Connections[0]
                    .CloseAsync(
                        "amqp:connection:forced",
                        "The connection was inactive for more than the allowed 300000 milliseconds and is closed by container 'x'."
                    );
                await Peer.WaitForAsync(() => Peer.Connections[0].IsClosedByClient, "the client's close");
                break;
            case "claims":
                // Both are on their way before the peer sees what the client makes of the first.
                Peer.Script.IsFrozen = true;
                foreach (PeerLink link in _claimLinks.ToList())
                {
                    await link.DetachAsync(
                        "amqp:connection:forced",
                        "The connection was inactive for more than the allowed 60000 milliseconds."
                    );
                }

                Peer.Script.IsFrozen = false;
                await WaitForDetachAsync(_claimLinks[0]);
                break;
            default:
                await Peer.Links[0]
                    .DetachAsync(
                        "amqp:link:detach-forced",
                        "The link 'x' is force detached. Code: publisher(link1). Details: "
                            + "AmqpMessagePublisher.IdleTimerExpired: Idle timeout: 00:30:00."
                    );
                await WaitForDetachAsync(Peer.Links[0]);
                break;
        }
    }

    private Task WaitForDetachAsync(PeerLink link) =>
        Peer.WaitForAsync(() => !link.Session.Links.ContainsKey(link.Handle), "the client's detach");

    private static async Task<List<long>> ReadAsync(IPartitionReceiver receiver, int count)
    {
        var numbers = new List<long>();
        while (numbers.Count < count)
        {
            foreach (ReceivedEvent received in await receiver.ReceiveAsync(10, TimeSpan.FromSeconds(20), Token))
            {
                numbers.Add(received.SequenceNumber);
            }
        }

        return numbers;
    }
}
