using Amqp.Framing;
using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Faults;

/// <summary>Everything that can go wrong between a sender or receiver and its claim.</summary>
[Trait("Category", "Faults")]
public sealed class ClaimFaultTests : FaultTest
{
    private int _faults;

    [Theory]
    [MemberData(nameof(NodeFault.Rows), MemberType = typeof(NodeFault))]
    public async Task SendAsync_ClaimRefused_HealsOrSurfaces(int status, string condition, bool namesCondition)
    {
        WireCondition fault = WireConditions.Get(condition);
        Peer.Script.OnPutToken = _ => _faults++ == 0 ? NodeFault.ToReply(status, fault, namesCondition) : 202;

        await SendsInSpiteOfAsync(fault);

        Assert.Equal(2, Peer.Tokens.Count);
        Assert.Single(Peer.Links);
    }

    [Theory]
    [MemberData(nameof(NodeFault.Rows), MemberType = typeof(NodeFault))]
    public async Task ReceiveAsync_ClaimRefused_HealsOrSurfaces(int status, string condition, bool namesCondition)
    {
        WireCondition fault = WireConditions.Get(condition);
        Peer.Script.OnPutToken = _ => _faults++ == 0 ? NodeFault.ToReply(status, fault, namesCondition) : 202;
        _ = new PeerPartition(Peer, 1);
        await using IPartitionReceiver sut = ConnectInFakeTime()
            .CreateReceiver("$Default", "0", EventPosition.Earliest);
        Task receiving = sut.ReceiveAsync(1, TimeSpan.FromHours(1), Token).AsTask();

        if (fault.IsRetried)
        {
            await HealsAsync(receiving, fault);
        }
        else
        {
            await FailsAsync(receiving, fault);
            Assert.Empty(Peer.Links);
        }
    }

    [Theory]
    [InlineData(202L)]
    [InlineData(200u)]
    public async Task SendAsync_SuccessOfAnotherWidth_IsSuccess(object status)
    {
        Peer.Script.OnPutToken = _ => new PeerReply(status);

        await SendsInSpiteOfAsync(null);
    }

    [Theory]
    [InlineData("202")]
    [InlineData(null)]
    [InlineData(long.MaxValue)]
    public async Task SendAsync_StatusThatIsNone_CountsAsAFailureInside(object? status)
    {
        Peer.Script.OnPutToken = _ =>
            _faults++ == 0 ? new PeerReply(status, null, WireConditions.Get("amqp:internal-error").Text) : 202;

        await SendsInSpiteOfAsync(WireConditions.Get("amqp:internal-error"));

        Assert.Equal(2, Peer.Tokens.Count);
    }

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public async Task SendAsync_PairRefused_HealsOrSurfaces(string name)
    {
        WireCondition fault = WireConditions.Get(name);
        Peer.Script.OnAttaching = link => link.Address == "$cbs" && _faults++ == 0 ? fault.ToError() : null;

        await SendsInSpiteOfAsync(fault);
    }

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public Task SendAsync_PairDetachedBeforeTheAnswer_HealsOrSurfaces(string name) =>
        MeetsAsync(name, (request, fault) => request.Link.DetachAsync(fault.Condition, fault.Description));

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public Task SendAsync_RequestRejected_HealsOrSurfaces(string name) =>
        MeetsAsync(
            name,
            (request, fault) =>
                request.Settled
                    ? throw new NotSupportedException("A settled request cannot be rejected.")
                    : request.Link.SettleAsync(request.DeliveryId, new Rejected { Error = fault.ToError() })
        );

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public Task SendAsync_ConnectionClosedBeforeTheAnswer_HealsOrSurfaces(string name) =>
        MeetsAsync(name, (request, fault) => request.Link.Connection.CloseAsync(fault.Condition, fault.Description));

    [Fact]
    public async Task SendAsync_ClaimUnansweredForAnAttempt_OpensANewPair()
    {
        int pairs = 0;
        Peer.Script.OnAttaching = link =>
        {
            pairs += link.Address == "$cbs" && link.IsReceiver ? 1 : 0;
            return null;
        };
        // The first pair is stuck; only another one answers.
        Peer.Script.OnPutToken = _ => pairs == 1 ? null : 202;
        await using IEventSender sut = ConnectInFakeTime().CreateSender();
        Task sending = sut.SendAsync(Event(), SendTarget.Any, Token);
        await Peer.WaitForAsync(() => Peer.Tokens.Count == 1, "the first request");

        Time.Advance(TimeSpan.FromHours(1));
        await RunAsync(sending);

        await sending;
        Assert.Equal(2, pairs);
        Assert.Single(Peer.Connections);
    }

    private Task MeetsAsync(string name, Func<PeerTransfer, WireCondition, Task> happens)
    {
        WireCondition fault = WireConditions.Get(name);
        Peer.Script.OnRequest = async request =>
        {
            if (_faults++ > 0)
            {
                return false;
            }

            await happens(request, fault);
            return true;
        };
        return SendsInSpiteOfAsync(fault);
    }

    private async Task SendsInSpiteOfAsync(WireCondition? fault)
    {
        await using IEventSender sut = ConnectInFakeTime().CreateSender();
        if (fault is { IsRetried: false })
        {
            EventHubsException failure = await FailsAsync(SendAsync(sut), fault);
            Assert.False(failure.IsOutcomeUnknown);
            Assert.Empty(Peer.Links);
        }

        await HealsAsync(
            SendAsync(sut),
            fault is { IsRetried: true } ? fault : WireConditions.Get("amqp:internal-error")
        );
        Assert.Single(Peer.Transfers);
    }

    private static Task SendAsync(IEventSender sut) => sut.SendAsync(Event(), SendTarget.Any, Token);
}
