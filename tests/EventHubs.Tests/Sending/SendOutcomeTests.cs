using Amqp.Framing;
using Microsoft.Extensions.Time.Testing;
using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Sending;

/// <summary>Of each send it is known whether it was accepted, refused, or left without an answer.</summary>
[Trait("Category", "Unit")]
public sealed class SendOutcomeTests : PeerTest
{
    [Fact]
    public async Task SendAsync_Accepted_Completes()
    {
        await using IEventSender sut = Connect().CreateSender();

        await sut.SendAsync(Event(), SendTarget.ToPartition("1"), Token);

        PeerTransfer transfer = Assert.Single(Peer.Transfers);
        Assert.Equal("hub/Partitions/1", transfer.Link.Address);
        Assert.Equal(0u, transfer.Format);
    }

    [Theory]
    [InlineData("amqp:not-allowed", FailureReason.InvalidOperation)]
    [InlineData("amqp:link:message-size-exceeded", FailureReason.MessageSizeExceeded)]
    [InlineData("amqp:resource-limit-exceeded", FailureReason.QuotaExceeded)]
    public async Task SendAsync_RejectedForGood_FailsAtOnceAndIsNotStored(string condition, FailureReason reason)
    {
        Peer.Script.OnTransfer = transfer => transfer.Link.SettleAsync(transfer.DeliveryId, Rejected(condition));
        await using IEventSender sut = Connect().CreateSender();

        EventHubsException failure = await FailsAsync(sut);

        Assert.Equal(reason, failure.Reason);
        Assert.False(failure.IsTransient);
        Assert.False(failure.IsOutcomeUnknown);
        Assert.Single(Peer.Transfers);
    }

    [Fact]
    public async Task SendAsync_RejectedForNow_IsTriedAgain()
    {
        Peer.Script.OnTransfer = transfer =>
            transfer.Link.SettleAsync(
                transfer.DeliveryId,
                Peer.Transfers.Count < 3 ? Rejected("amqp:internal-error") : new Accepted()
            );
        await using IEventSender sut = Connect().CreateSender();

        await sut.SendAsync(Event(), SendTarget.Any, Token);

        Assert.Equal(3, Peer.Transfers.Count);
        Assert.Single(Peer.Links);
    }

    [Fact]
    public async Task SendAsync_ReleasedEachTime_FailsAndIsNotStored()
    {
        Peer.Script.OnTransfer = transfer => transfer.Link.SettleAsync(transfer.DeliveryId, new Released());
        await using IEventSender sut = Connect(options => options.Retry.MaximumRetries = 2).CreateSender();

        EventHubsException failure = await FailsAsync(sut);

        Assert.True(failure.IsTransient);
        Assert.False(failure.IsOutcomeUnknown);
        Assert.Equal(3, Peer.Transfers.Count);
    }

    [Fact]
    public async Task SendAsync_CutBeforeTheAnswer_ResendsTheSameBytesOnANewConnection()
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
        await using IEventSender sut = Connect().CreateSender();
        var eventData = new EventData(new byte[70_000])
        {
            ContentType = "text/csv",
            MessageId = "id-1",
            Properties = [new("b", 1), new("a", "x"), new("c", 2.5)],
        };

        await sut.SendAsync(eventData, SendTarget.ToKey("key"), Token);

        Assert.Equal(2, Peer.Transfers.Count);
        Assert.Equal(2, Peer.Connections.Count);
        Assert.Equal(Peer.Transfers[0].Payload, Peer.Transfers[1].Payload);
    }

    [Fact]
    public async Task SendAsync_BatchCutBeforeTheAnswer_ResendsTheSameBytes()
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
        await using IEventSender sut = Connect().CreateSender();
        using EventBatch batch = await sut.CreateBatchAsync(SendTarget.ToPartition("0"), null, Token);
        for (int i = 0; i < 300; i++)
        {
            Assert.True(batch.TryAdd(Event(i)));
        }

        await sut.SendAsync(batch, Token);

        Assert.Equal(2, Peer.Transfers.Count);
        Assert.Equal(Peer.Transfers[0].Payload, Peer.Transfers[1].Payload);
    }

    [Fact]
    public async Task SendAsync_CutEachTime_OutcomeIsUnknown()
    {
        Peer.Script.OnTransfer = transfer =>
        {
            transfer.Link.Connection.Drop();
            return Task.CompletedTask;
        };
        await using IEventSender sut = Connect(options => options.Retry.MaximumRetries = 1).CreateSender();

        EventHubsException failure = await FailsAsync(sut);

        Assert.True(failure.IsOutcomeUnknown);
        Assert.True(failure.IsTransient);
        Assert.Equal(2, Peer.Transfers.Count);
    }

    [Fact]
    public async Task SendAsync_LinkDetachedBeforeTheAnswer_OutcomeIsUnknown()
    {
        Peer.Script.OnTransfer = transfer => transfer.Link.DetachAsync("amqp:link:detach-forced", "IdleTimerExpired");
        await using IEventSender sut = Connect(options => options.Retry.MaximumRetries = 0).CreateSender();

        EventHubsException failure = await FailsAsync(sut);

        Assert.True(failure.IsOutcomeUnknown);
        Assert.Equal(FailureReason.ServiceCommunicationProblem, failure.Reason);
    }

    [Fact]
    public async Task SendAsync_ConnectionClosedBeforeTheAnswer_OutcomeIsUnknown()
    {
        Peer.Script.OnTransfer = transfer =>
            transfer.Link.Connection.CloseAsync("amqp:connection:forced", "The service restarts.");
        await using IEventSender sut = Connect(options => options.Retry.MaximumRetries = 0).CreateSender();

        EventHubsException failure = await FailsAsync(sut);

        Assert.True(failure.IsOutcomeUnknown);
    }

    [Fact]
    public async Task SendAsync_CutThenRejectedForGood_OutcomeStaysUnknown()
    {
        Peer.Script.OnTransfer = transfer =>
        {
            if (Peer.Transfers.Count == 1)
            {
                transfer.Link.Connection.Drop();
                return Task.CompletedTask;
            }

            return transfer.Link.SettleAsync(transfer.DeliveryId, Rejected("amqp:not-allowed"));
        };
        await using IEventSender sut = Connect().CreateSender();

        EventHubsException failure = await FailsAsync(sut);

        Assert.Equal(FailureReason.InvalidOperation, failure.Reason);
        Assert.True(failure.IsOutcomeUnknown);
    }

    [Fact]
    public async Task SendAsync_NothingListens_FailsAndIsNotStored()
    {
        Peer.StopListening();
        await using IEventSender sut = Connect().CreateSender();

        EventHubsException failure = await FailsAsync(sut);

        Assert.Equal(FailureReason.ServiceCommunicationProblem, failure.Reason);
        Assert.True(failure.IsTransient);
        Assert.False(failure.IsOutcomeUnknown);
    }

    [Fact]
    public async Task SendAsync_NoAnswerInTime_OutcomeIsUnknownAndTheLinkIsGivenUp()
    {
        var time = new FakeTimeProvider();
        Peer.Script.OnTransfer = _ => Task.CompletedTask;
        await using IEventSender sut = Connect(options =>
            {
                options.TimeProvider = time;
                options.Retry.MaximumRetries = 0;
                options.Retry.TryTimeout = TimeSpan.FromSeconds(30);
            })
            .CreateSender();
        Task sending = sut.SendAsync(Event(), SendTarget.Any, Token);
        await Peer.WaitForAsync(() => Peer.Transfers.Count == 1, "the transfer");

        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(sending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() => sending);
        Assert.Equal(FailureReason.ServiceTimeout, failure.Reason);
        Assert.True(failure.IsOutcomeUnknown);
        Peer.Script.OnTransfer = transfer => transfer.Link.SettleAsync(transfer.DeliveryId, new Accepted());
        await sut.SendAsync(Event(), SendTarget.Any, Token);
        Assert.Equal(2, Peer.Links.Count);
    }

    [Fact]
    public async Task SendAsync_Busy_WaitsAtLeastFourSeconds()
    {
        var time = new FakeTimeProvider();
        Peer.Script.OnTransfer = transfer =>
            transfer.Link.SettleAsync(
                transfer.DeliveryId,
                Peer.Transfers.Count == 1 ? Rejected("com.microsoft:server-busy") : new Accepted()
            );
        await using IEventSender sut = Connect(options => options.TimeProvider = time).CreateSender();
        Task sending = sut.SendAsync(Event(), SendTarget.Any, Token);
        await Peer.WaitForAsync(() => Peer.Transfers.Count == 1, "the first attempt");

        // The wait begins somewhere behind this moment: before it ends, less than 4 s must not wake it.
        for (int i = 0; i < 39; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Single(Peer.Transfers);
        await Peer.WaitForAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return sending.IsCompleted;
            },
            "the second attempt"
        );
        await sending;
        Assert.Equal(2, Peer.Transfers.Count);
    }

    [Fact]
    public async Task SendAsync_Cancelled_EndsAtOnce()
    {
        Peer.Script.OnTransfer = _ => Task.CompletedTask;
        await using IEventSender sut = Connect().CreateSender();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task sending = sut.SendAsync(Event(), SendTarget.Any, cancel.Token);
        await Peer.WaitForAsync(() => Peer.Transfers.Count == 1, "the transfer");

        await cancel.CancelAsync();

        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(cancel.Token, failure.CancellationToken);
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
        await using IEventSender sut = Connect().CreateSender();

        Task[] sends =
        [
            .. Enumerable
                .Range(0, 500)
                .Select(i =>
                    sut.SendAsync(new EventData(BitConverter.GetBytes(i)), SendTarget.ToPartition("0"), Token)
                ),
        ];
        await Task.WhenAll(sends).ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);

        Assert.All(sends, (send, i) => Assert.Equal(i % 10 == 0, send.IsFaulted));

        static Task SettleAsync(PeerTransfer transfer) =>
            transfer.Link.SettleAsync(
                transfer.DeliveryId,
                BitConverter.ToInt32(transfer.Payload.AsSpan()[^4..]) % 10 == 0
                    ? Rejected("amqp:not-allowed")
                    : new Accepted()
            );
    }

    [Fact]
    public async Task SendAsync_NoCredit_WaitsForIt()
    {
        Peer.Script.SenderCredit = 0;
        Peer.Script.OnAttaching = link =>
        {
            // The request nodes must work.
            Peer.Script.SenderCredit = PeerNodes.IsNode(link.Address) ? 100u : 0;
            return null;
        };
        await using IEventSender sut = Connect().CreateSender();
        Task sending = sut.SendAsync(Event(), SendTarget.Any, Token);
        await Peer.WaitForAsync(() => Peer.Links.Count == 1, "the link");
        Assert.False(sending.IsCompleted);

        await Peer.Links[0].GrantAsync(1);

        await sending;
    }

    private static Rejected Rejected(string condition) =>
        new() { Error = new Error(condition) { Description = "Refused by the script." } };

    private static Task<EventHubsException> FailsAsync(IEventSender sut) =>
        Assert.ThrowsAsync<EventHubsException>(() => sut.SendAsync(Event(), SendTarget.ToPartition("0"), Token));
}
