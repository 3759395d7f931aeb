using Amqp.Framing;
using Azure.Messaging.EventHubs;
using ModelData.HubClient.Tests.Faults;
using ModelData.HubClient.Tests.Peer;

namespace ModelData.HubClient;

/// <summary>Of each send through the official client it is known whether it was accepted, refused, or left without an answer.</summary>
[Trait("Level", "Unit")]
public sealed class HubSenderTests : PeerTest
{
    private static readonly SendTarget Partition = SendTarget.ToPartition("0");

    // What says that this very event, or whoever sends it, is not wanted. All else leaves open whether it is stored.
    private static readonly string[] Refusals =
    [
        "MessageSizeExceeded",
        "QuotaExceeded",
        "Unauthorized",
        "ResourceNotFound",
        "InvalidArgument",
    ];

    // Conditions that the official client takes for any other trouble.
    private static readonly string[] NotTold = ["com.microsoft:auth-failed", "amqp:link:message-size-exceeded"];

    public static TheoryData<string> Conditions => WireConditions.Names;

    [Fact]
    public async Task SendAsync_Accepted_IsOneMessageToItsTarget()
    {
        await using HubSender sut = Open();

        await sut.SendAsync(Data(), SendTarget.ToPartition("1"));
        await sut.SendAsync(Data(), SendTarget.ToKey("key"));

        Assert.Equal(["hub/Partitions/1", "hub"], Peer.Transfers.Select(it => it.Link.Address.TrimStart('/')));
        Assert.All(Peer.Transfers, transfer => Assert.Equal(0u, transfer.Format));
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task SendAsync_Rejected_HasItsReasonAndOutcome(string name)
    {
        WireCondition condition = WireConditions.Get(name);
        Peer.Script.OnTransfer = transfer =>
            transfer.Link.SettleAsync(transfer.DeliveryId, new Rejected { Error = condition.ToError() });
        await using HubSender sut = Open();

        HubException failure = await FailsAsync(sut);

        bool isTold = !NotTold.Contains(condition.Condition);
        string reason = isTold ? condition.Reason.ToString() : "ServiceCommunicationProblem";
        Assert.Equal(reason, failure.Reason.ToString());
        Assert.Equal(!Refusals.Contains(reason), failure.IsOutcomeUnknown);
        Assert.Equal(condition.IsTransient || !isTold, failure.IsTransient);
        Assert.DoesNotContain(WireCondition.Secret, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("troubleshooting", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The official client does not tell why a link ended under a send.</summary>
    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task SendAsync_LinkDetachedBeforeTheAnswer_IsUnknownAndMayPass(string name)
    {
        WireCondition condition = WireConditions.Get(name);
        Peer.Script.OnTransfer = transfer => transfer.Link.DetachAsync(condition.Condition, condition.Description);
        await using HubSender sut = Open();

        HubException failure = await FailsAsync(sut);

        Assert.True(failure.IsOutcomeUnknown);
        Assert.True(failure.IsTransient);
        Assert.DoesNotContain(WireCondition.Secret, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_CutBeforeTheAnswer_IsUnknownAndTheSameBytesAreSentAgain()
    {
        Peer.Script.OnTransfer = transfer =>
        {
            if (Peer.Transfers.Count == 1)
            {
                transfer.Link.Connection.Drop();
                return Task.CompletedTask;
            }

            return transfer.Link.SettleAsync(transfer.DeliveryId, new Accepted());
        };
        await using HubSender sut = Open();
        EventData data = Data(70_000);
        data.ContentType = "text/csv";
        data.Properties.Add("b", 1);
        data.Properties.Add("a", "x");

        HubException failure = await Assert.ThrowsAsync<HubException>(() => sut.SendAsync(data, Partition));
        Assert.True(failure.IsOutcomeUnknown);
        Assert.True(failure.IsTransient);
        Assert.Single(Peer.Transfers);

        await sut.SendAsync(data, Partition);
        Assert.Equal(2, Peer.Transfers.Count);
        Assert.Equal(2, Peer.Connections.Count);
        Assert.Equal(Peer.Transfers[0].Payload, Peer.Transfers[1].Payload);
    }

    [Fact]
    public async Task SendAsync_ConnectionClosedBeforeTheAnswer_IsUnknown()
    {
        Peer.Script.OnTransfer = transfer =>
            transfer.Link.Connection.CloseAsync("amqp:connection:forced", "The service restarts.");
        await using HubSender sut = Open();

        HubException failure = await FailsAsync(sut);

        Assert.True(failure.IsOutcomeUnknown);
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task SendAsync_NoAnswerInTime_IsUnknown()
    {
        Peer.Script.OnTransfer = _ => Task.CompletedTask;
        await using HubSender sut = Open(TimeSpan.FromSeconds(1));

        HubException failure = await FailsAsync(sut);

        Assert.Equal(HubFailureReason.ServiceTimeout, failure.Reason);
        Assert.True(failure.IsOutcomeUnknown);
    }

    [Fact]
    public async Task SendAsync_NothingListens_IsNotStored()
    {
        Peer.StopListening();
        await using HubSender sut = Open();

        HubException failure = await FailsAsync(sut);

        Assert.Equal(HubFailureReason.ServiceCommunicationProblem, failure.Reason);
        Assert.True(failure.IsTransient);
        Assert.False(failure.IsOutcomeUnknown);
    }

    [Fact]
    public async Task SendAsync_TooLargeForTheLink_IsRefusedBeforeItIsSent()
    {
        Peer.Script.MaxMessageSize = 10_000;
        await using HubSender sut = Open();

        // Two at once: neither makes the other's outcome unknown.
        Task<HubException>[] sends =
        [
            Assert.ThrowsAsync<HubException>(() => sut.SendAsync(Data(11_000), Partition)),
            Assert.ThrowsAsync<HubException>(() => sut.SendAsync(Data(20_000), Partition)),
        ];
        HubException[] failures = await Task.WhenAll(sends);
        await sut.SendAsync(Data(9_000), Partition);

        Assert.All(
            failures,
            failure =>
            {
                Assert.Equal(HubFailureReason.MessageSizeExceeded, failure.Reason);
                Assert.False(failure.IsOutcomeUnknown);
                Assert.False(failure.IsTransient);
            }
        );
        Assert.Single(Peer.Transfers);
        Assert.Equal(10_000, await sut.GetMaximumEventBytesAsync(Token));
    }

    [Fact]
    public async Task GetMaximumEventBytesAsync_LinkIsOpenedAgain_IsTheNewLimit()
    {
        await using HubSender sut = Open();
        Assert.Equal(1024 * 1024, await sut.GetMaximumEventBytesAsync(Token));
        Peer.Script.MaxMessageSize = 10_000;
        Peer.Script.OnTransfer = transfer => transfer.Link.DetachAsync("amqp:link:detach-forced", "idle");
        await FailsAsync(sut, SendTarget.ToKey("key"));
        Peer.Script.OnTransfer = transfer => transfer.Link.SettleAsync(transfer.DeliveryId, new Accepted());
        await sut.SendAsync(Data(), SendTarget.ToKey("key"));

        Assert.Equal(10_000, await sut.GetMaximumEventBytesAsync(Token));
    }

    [Fact]
    public async Task SendAsync_ManyInFlight_EachHasItsOwnOutcome()
    {
        // Answered in pairs, the later one first; every tenth is refused.
        PeerTransfer? held = null;
        Peer.Script.OnTransfer = async transfer =>
        {
            if (held is null)
            {
                held = transfer;
                return;
            }

            await SettleAsync(transfer);
            await SettleAsync(held);
            held = null;
        };
        await using HubSender sut = Open();

        Task[] sends =
        [
            .. Enumerable
                .Range(0, 500)
                .Select(i => sut.SendAsync(new EventData(new BinaryData(BitConverter.GetBytes(i))), Partition)),
        ];
        await Task.WhenAll(sends).ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);

        Assert.All(sends, (send, i) => Assert.Equal(i % 10 == 0, send.IsFaulted));

        static Task SettleAsync(PeerTransfer transfer) =>
            transfer.Link.SettleAsync(
                transfer.DeliveryId,
                BitConverter.ToInt32(transfer.Payload.AsSpan()[^4..]) % 10 == 0
                    ? new Rejected { Error = new Error("com.microsoft:argument-error") { Description = "script" } }
                    : new Accepted()
            );
    }

    [Fact]
    public async Task SendAsync_TokenRefused_IsToldAtOnce()
    {
        Peer.Script.OnPutToken = _ => new PeerReply(401, null, "InvalidSignature: sig=topsecret");
        await using HubSender sut = Open();

        HubException failure = await FailsAsync(sut);

        Assert.Equal(HubFailureReason.Unauthorized, failure.Reason);
        Assert.False(failure.IsOutcomeUnknown);
        Assert.DoesNotContain("topsecret", failure.ToString(), StringComparison.Ordinal);
    }

    private static EventData Data(int bytes = 10) => new(new BinaryData(new byte[bytes]));

    private HubSender Open(TimeSpan? tryTimeout = null) =>
        new(
            new HubTarget { ConnectionString = Peer.ConnectionString }.Connect(),
            new EventHubsRetryOptions { MaximumRetries = 0, TryTimeout = tryTimeout ?? TimeSpan.FromSeconds(20) }
        );

    private static Task<HubException> FailsAsync(HubSender sut, SendTarget? target = null) =>
        Assert.ThrowsAsync<HubException>(() => sut.SendAsync(Data(), target ?? Partition));
}
