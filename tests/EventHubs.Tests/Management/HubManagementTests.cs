using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Management;

[Trait("Category", "Unit")]
public sealed class HubManagementTests : PeerTest
{
    [Fact]
    public async Task GetHubPropertiesAsync_Reply_IsUnderstood()
    {
        HubProperties properties = await Connect().Management.GetHubPropertiesAsync(Token);

        Assert.Equal("hub", properties.Name);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), properties.CreatedAt);
        Assert.Equal(["0", "1"], properties.PartitionIds);
        Assert.Equal(["amqp://127.0.0.1/hub/$management"], Peer.Tokens.Select(token => token.Audience));
    }

    [Fact]
    public async Task GetPartitionPropertiesAsync_Reply_IsUnderstood()
    {
        PartitionProperties properties = await Connect().Management.GetPartitionPropertiesAsync("1", Token);

        Assert.Equal(
            new PartitionProperties("1", 7, 41, "4100", new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero), false),
            properties
        );
    }

    [Fact]
    public async Task GetHubPropertiesAsync_Busy_IsTriedAgainOnTheSameLinks()
    {
        int calls = 0;
        Peer.Script.OnRead = _ => calls++ < 2 ? 500 : 200;

        await Connect().Management.GetHubPropertiesAsync(Token);

        Assert.Equal(3, calls);
        Assert.Single(Peer.Tokens);
    }

    [Fact]
    public async Task GetPartitionPropertiesAsync_Refused_IsFinal()
    {
        int calls = 0;
        Peer.Script.OnRead = _ =>
        {
            calls++;
            return 400;
        };

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() =>
            Connect().Management.GetPartitionPropertiesAsync("99", Token)
        );

        Assert.Equal((FailureReason.InvalidArgument, "99"), (failure.Reason, failure.PartitionId));
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task GetHubPropertiesAsync_AfterADrop_OpensANewConnection()
    {
        IHubManagement sut = Connect().Management;
        await sut.GetHubPropertiesAsync(Token);

        Peer.Connections[0].Drop();
        await sut.GetHubPropertiesAsync(Token);

        Assert.Equal(2, Peer.Connections.Count);
    }

    [Fact]
    public async Task GetHubPropertiesAsync_ManyAtOnce_ShareOneConnection()
    {
        EventHubsConnection connection = Connect();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => connection.Management.GetHubPropertiesAsync(Token)));

        Assert.Single(Peer.Connections);
        Assert.Single(Peer.Tokens);
    }
}
