using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Faults;

/// <summary>Everything that can go wrong between a question to the hub and its answer.</summary>
[Trait("Category", "Faults")]
public sealed class ManagementFaultTests : FaultTest
{
    private int _faults;

    [Theory]
    [MemberData(nameof(NodeFault.Rows), MemberType = typeof(NodeFault))]
    public Task GetHubPropertiesAsync_Refused_HealsOrSurfaces(int status, string condition, bool namesCondition)
    {
        WireCondition fault = WireConditions.Get(condition);
        Peer.Script.OnRead = _ => _faults++ == 0 ? NodeFault.ToReply(status, fault, namesCondition) : 200;
        return ReadsInSpiteOfAsync(fault);
    }

    [Theory]
    [MemberData(nameof(NodeFault.Rows), MemberType = typeof(NodeFault))]
    public Task GetHubPropertiesAsync_ClaimRefused_HealsOrSurfaces(int status, string condition, bool namesCondition)
    {
        WireCondition fault = WireConditions.Get(condition);
        Peer.Script.OnPutToken = _ => _faults++ == 0 ? NodeFault.ToReply(status, fault, namesCondition) : 202;
        return ReadsInSpiteOfAsync(fault);
    }

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public Task GetHubPropertiesAsync_PairRefused_HealsOrSurfaces(string name)
    {
        WireCondition fault = WireConditions.Get(name);
        Peer.Script.OnAttaching = link => link.Address == "$management" && _faults++ == 0 ? fault.ToError() : null;
        return ReadsInSpiteOfAsync(fault);
    }

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public Task GetHubPropertiesAsync_PairDetachedBeforeTheAnswer_HealsOrSurfaces(string name) =>
        MeetsAsync(name, (request, fault) => request.Link.DetachAsync(fault.Condition, fault.Description));

    [Theory]
    [MemberData(nameof(WireConditions.Names), MemberType = typeof(WireConditions))]
    public Task GetHubPropertiesAsync_ConnectionClosedBeforeTheAnswer_HealsOrSurfaces(string name) =>
        MeetsAsync(name, (request, fault) => request.Link.Connection.CloseAsync(fault.Condition, fault.Description));

    [Fact]
    public async Task GetHubPropertiesAsync_ClaimVoid_PutsANewOne()
    {
        Peer.Script.OnRead = _ => Peer.Tokens.Count == 1 ? 401 : 200;

        await ReadsInSpiteOfAsync(WireConditions.Get("amqp:unauthorized-access"));

        Assert.Equal(2, Peer.Tokens.Count);
        Assert.Single(Peer.Connections);
    }

    [Fact]
    public async Task GetHubPropertiesAsync_UnansweredForAnAttempt_OpensANewPair()
    {
        int pairs = 0;
        Peer.Script.OnAttaching = link =>
        {
            pairs += link.Address == "$management" && link.IsReceiver ? 1 : 0;
            return null;
        };
        Peer.Script.OnRead = _ =>
        {
            _faults++;
            return pairs == 1 ? null : 200;
        };
        Task reading = ConnectInFakeTime().Management.GetHubPropertiesAsync(Token);
        await Peer.WaitForAsync(() => _faults == 1, "the first request");

        Time.Advance(TimeSpan.FromHours(1));
        await RunAsync(reading);

        await reading;
        Assert.Equal(2, pairs);
    }

    private Task MeetsAsync(string name, Func<PeerTransfer, WireCondition, Task> happens)
    {
        WireCondition fault = WireConditions.Get(name);
        Peer.Script.OnRequest = async request =>
        {
            if (request.Link.Address != "$management" || _faults++ > 0)
            {
                return false;
            }

            await happens(request, fault);
            return true;
        };
        return ReadsInSpiteOfAsync(fault);
    }

    private async Task ReadsInSpiteOfAsync(WireCondition fault)
    {
        IHubManagement sut = ConnectInFakeTime().Management;
        if (!fault.IsRetried)
        {
            await FailsAsync(sut.GetHubPropertiesAsync(Token), fault);
        }

        Task<HubProperties> reading = sut.GetHubPropertiesAsync(Token);
        await HealsAsync(reading, fault.IsRetried ? fault : WireConditions.Get("amqp:internal-error"));
        Assert.Equal("hub", (await reading).Name);
    }
}
