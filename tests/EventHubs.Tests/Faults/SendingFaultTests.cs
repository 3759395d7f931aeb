using System.Collections.Concurrent;
using Amqp.Framing;
using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Faults;

/// <summary>Every condition at every place where a send can meet it: five events on their way, the third one meets it once.</summary>
[Trait("Category", "Faults")]
public sealed class SendingFaultTests : FaultTest
{
    private const int Events = 5;
    private const int Unlucky = 2;

    private readonly ConcurrentQueue<int> _stored = new();
    private int _attempts;

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public Task SendAsync_Rejected_HealsOrSurfacesAsNotStored(string name) =>
        MeetsAsync(
            name,
            (transfer, fault) =>
                transfer.Link.SettleAsync(transfer.DeliveryId, new Rejected { Error = fault.ToError() }),
            isOutcomeUnknown: false
        );

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public Task SendAsync_LinkDetached_HealsOrSurfacesAsUnknown(string name) =>
        MeetsAsync(name, (transfer, fault) => transfer.Link.DetachAsync(fault.Condition, fault.Description));

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public Task SendAsync_SessionEnded_HealsOrSurfacesAsUnknown(string name) =>
        MeetsAsync(name, (transfer, fault) => transfer.Link.EndSessionAsync(fault.Condition, fault.Description));

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public Task SendAsync_ConnectionClosed_HealsOrSurfacesAsUnknown(string name) =>
        MeetsAsync(name, (transfer, fault) => transfer.Link.Connection.CloseAsync(fault.Condition, fault.Description));

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public async Task SendAsync_AttachRefused_HealsOrSurfacesAsNotStored(string name)
    {
        WireCondition fault = WireConditions.Get(name);
        int refusals = 0;
        Peer.Script.OnAttaching = link => !PeerNodes.IsNode(link.Address) && refusals++ == 0 ? fault.ToError() : null;
        Peer.Script.OnTransfer = StoreAsync;
        await using IEventSender sut = ConnectInFakeTime().CreateSender();

        if (!fault.IsRetried)
        {
            EventHubsException failure = await FailsAsync(SendAsync(sut, Unlucky), fault);
            Assert.False(failure.IsOutcomeUnknown);
            Assert.Single(Peer.Links);
        }

        await HealsAsync(SendAllAsync(sut), fault.IsRetried ? fault : WireConditions.Get("amqp:internal-error"));
        Assert.Equal(Enumerable.Range(0, Events), _stored.Order());
        Assert.Equal(2, Peer.Links.Count);
    }

    public static TheoryData<string> Outcomes => ["released", "modified", "undeliverable", "rejected"];

    [Theory]
    [MemberData(nameof(Outcomes))]
    public Task SendAsync_OutcomeWithoutCondition_IsTriedAgain(string outcome) =>
        MeetsAsync(
            "amqp:internal-error",
            (transfer, _) =>
                transfer.Link.SettleAsync(
                    transfer.DeliveryId,
                    outcome switch
                    {
                        "released" => new Released(),
                        "modified" => new Modified { DeliveryFailed = true },
                        "undeliverable" => new Modified { UndeliverableHere = true },
                        _ => new Rejected(),
                    }
                )
        );

    [Fact]
    public async Task SendAsync_ReleasedEachTime_SaysSo()
    {
        Peer.Script.OnTransfer = transfer => transfer.Link.SettleAsync(transfer.DeliveryId, new Released());
        await using IEventSender sut = ConnectInFakeTime(retries: 0).CreateSender();

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() => SendAsync(sut, 0));

        Assert.Contains("amqp:message:released", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_NoAnswerWithinTheAttempt_IsSentAgainOnAnotherLink()
    {
        Peer.Script.OnTransfer = transfer => _attempts++ == 0 ? Task.CompletedTask : StoreAsync(transfer);
        await using IEventSender sut = ConnectInFakeTime().CreateSender();
        Task sending = SendAsync(sut, 1);
        await Peer.WaitForAsync(() => _attempts == 1, "the first attempt");

        Time.Advance(TimeSpan.FromHours(1));
        await RunAsync(sending);

        await sending;
        Assert.Equal(Peer.Transfers[0].Payload, Peer.Transfers[1].Payload);
        Assert.Equal(2, Peer.Links.Count);
        Assert.Single(Peer.Connections);
    }

    [Theory]
    [InlineData(1024 * 1024, false)]
    [InlineData(256 * 1024, true)]
    public async Task SendAsync_TooLargeBehindALostLink_IsKnownUnlessTheLimitHasShrunk(int limit, bool isOutcomeUnknown)
    {
        WireCondition fault = WireConditions.Get("amqp:link:message-size-exceeded");
        Peer.Script.OnTransfer = transfer =>
        {
            Peer.Script.MaxMessageSize = (ulong)limit;
            return _attempts++ == 0
                ? transfer.Link.DetachAsync("amqp:link:detach-forced", "A node restarts.")
                : transfer.Link.SettleAsync(transfer.DeliveryId, new Rejected { Error = fault.ToError() });
        };
        await using IEventSender sut = ConnectInFakeTime().CreateSender();

        EventHubsException failure = await FailsAsync(SendAsync(sut, 0), fault);

        Assert.Equal(isOutcomeUnknown, failure.IsOutcomeUnknown);
        Assert.Equal(2, Peer.Transfers.Count);
    }

    [Fact]
    public async Task SendAsync_LinkDetachedForTheLargest_OnlyThatOneIsTooLarge()
    {
        WireCondition fault = WireConditions.Get("amqp:link:message-size-exceeded");
        Peer.Script.OnTransfer = transfer =>
            transfer.Payload.Length < 1000 ? StoreAsync(transfer)
            : transfer.Link.IsDetached ? Task.CompletedTask
            : transfer.Link.DetachAsync(fault.Condition, fault.Description);
        await using IEventSender sut = ConnectInFakeTime().CreateSender();
        Task[] small = [.. Enumerable.Range(0, Events).Select(number => SendAsync(sut, number))];
        Task large = sut.SendAsync(new EventData(new byte[1000]), SendTarget.ToPartition("0"), Token);
        Task more = SendAllAsync(sut);

        EventHubsException failure = await FailsAsync(large, fault);

        Assert.False(failure.IsOutcomeUnknown);
        await HealsAsync(Task.WhenAll([.. small, more]), WireConditions.Get("amqp:internal-error"));
        Assert.Equal(Enumerable.Range(0, Events), _stored.Distinct().Order());
    }

    private async Task MeetsAsync(
        string name,
        Func<PeerTransfer, WireCondition, Task> happens,
        bool isOutcomeUnknown = true
    )
    {
        WireCondition fault = WireConditions.Get(name);
        Peer.Script.OnTransfer = transfer =>
            Number(transfer) == Unlucky && _attempts++ == 0 ? happens(transfer, fault) : StoreAsync(transfer);
        await using IEventSender sut = ConnectInFakeTime().CreateSender();

        if (!fault.IsRetried)
        {
            // At once: a second attempt would have been accepted.
            EventHubsException failure = await FailsAsync(SendAsync(sut, Unlucky), fault);
            Assert.Equal(
                isOutcomeUnknown && fault.Reason != FailureReason.MessageSizeExceeded,
                failure.IsOutcomeUnknown
            );
            Assert.Empty(_stored);
        }

        await HealsAsync(SendAllAsync(sut), fault.IsRetried ? fault : WireConditions.Get("amqp:internal-error"));
        Assert.Equal(Enumerable.Range(0, Events), _stored.Order());
    }

    private Task StoreAsync(PeerTransfer transfer)
    {
        if (transfer.Link.IsDetached)
        {
            // What comes behind a detach is discarded.
            return Task.CompletedTask;
        }

        _stored.Enqueue(Number(transfer));
        return transfer.Link.SettleAsync(transfer.DeliveryId, new Accepted());
    }

    private static int Number(PeerTransfer transfer) => BitConverter.ToInt32(transfer.Payload.AsSpan()[^4..]);

    private static Task SendAllAsync(IEventSender sut) =>
        Task.WhenAll(Enumerable.Range(0, Events).Select(number => SendAsync(sut, number)));

    private static Task SendAsync(IEventSender sut, int number) =>
        sut.SendAsync(new EventData(BitConverter.GetBytes(number)), SendTarget.ToPartition("0"), Token);
}
