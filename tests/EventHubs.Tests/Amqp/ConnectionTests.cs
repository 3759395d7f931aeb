using Amqp.Types;
using Microsoft.Extensions.Time.Testing;
using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Amqp;

[Trait("Category", "Unit")]
public sealed class ConnectionTests : PeerTest
{
    [Fact]
    public async Task Open_Fields_AreThoseOfTheReference()
    {
        await Connect().Management.GetHubPropertiesAsync(Token);

        PeerConnection connection = Peer.Connections[0];
        Assert.Equal("MSSBCBS", connection.SaslInit!.Mechanism.ToString());
        Assert.Equal("127.0.0.1", connection.Open!.HostName);
        Assert.Equal(60_000u, connection.Open.IdleTimeOut);
        Assert.StartsWith("hub-", connection.Open.ContainerId, StringComparison.Ordinal);
        Assert.Equal(
            ["framework", "platform", "product", "user-agent", "version"],
            connection.Open.Properties.Keys.Select(key => key.ToString()).Order()
        );
    }

    [Theory]
    [InlineData("ANONYMOUS", "PLAIN")]
    [InlineData("PLAIN", "ANONYMOUS")]
    public async Task Open_WithoutMssbcbs_UsesAnonymous(params string[] mechanisms)
    {
        Peer.Script.Mechanisms = mechanisms;

        await Connect().Management.GetHubPropertiesAsync(Token);

        Assert.Equal("ANONYMOUS", Peer.Connections[0].SaslInit!.Mechanism.ToString());
    }

    [Fact]
    public async Task Open_NoMechanismInCommon_Fails()
    {
        Peer.Script.Mechanisms = ["PLAIN"];

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() =>
            Connect().Management.GetHubPropertiesAsync(Token)
        );

        Assert.Equal(FailureReason.InvalidOperation, failure.Reason);
    }

    [Fact]
    public async Task PeerSilent_ForTheIdleTimeout_IsGivenUpToTheSecond()
    {
        var time = new FakeTimeProvider();
        await using IEventSender sender = Connect(options =>
            {
                options.TimeProvider = time;
                options.IdleTimeout = TimeSpan.FromSeconds(30);
                options.Retry.TryTimeout = TimeSpan.FromMinutes(2);
                options.Retry.MaximumRetries = 0;
            })
            .CreateSender();
        await sender.SendAsync(Peer10(), SendTarget.Any, Token);
        Peer.Script.IsFrozen = true;
        Task sending = sender.SendAsync(Peer10(), SendTarget.Any, Token);

        time.Advance(TimeSpan.FromSeconds(29));
        await Task.Yield();
        Assert.False(sending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() =>
            sending.WaitAsync(TimeSpan.FromSeconds(20), Token)
        );
        Assert.Equal(FailureReason.ServiceCommunicationProblem, failure.Reason);
        Assert.True(failure.IsOutcomeUnknown);
        Peer.Script.IsFrozen = false;
        await sender.SendAsync(Peer10(), SendTarget.Any, Token);
        Assert.Equal(2, Peer.Connections.Count);
    }

    [Fact]
    public async Task PeerNeedsHeartbeats_IdleClient_SendsThemInTime()
    {
        // In real time: the library's own clock sends them.
        Peer.Script.IdleTimeOut = 1000;
        await Connect().Management.GetHubPropertiesAsync(Token);

        await Peer.WaitForAsync(() => Peer.Connections[0].Heartbeats >= 2, "two heartbeats");
    }

    [Fact]
    public async Task DisposeAsync_Open_SendsACloseFrame()
    {
        EventHubsConnection sut = Connect();
        await sut.Management.GetHubPropertiesAsync(Token);

        await sut.DisposeAsync();

        Assert.True(Peer.Connections[0].IsClosedByClient);
        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() =>
            sut.Management.GetHubPropertiesAsync(Token)
        );
        Assert.Equal(FailureReason.ClientClosed, failure.Reason);
    }

    [Fact]
    public async Task DisposeAsync_PeerFrozen_EndsWithinItsBound()
    {
        EventHubsConnection sut = Connect();
        await sut.Management.GetHubPropertiesAsync(Token);
        Peer.Script.IsFrozen = true;

        await sut.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15), Token);
    }

    [Fact]
    public async Task GetAsync_OneCallerGivesUp_TheOthersGetTheirConnection()
    {
        Peer.Script.IsFrozen = true;
        EventHubsConnection sut = Connect();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task first = sut.Management.GetHubPropertiesAsync(cancel.Token);
        Task second = sut.CreateSender().SendAsync(Peer10(), SendTarget.Any, Token);
        await Peer.WaitForAsync(() => Peer.Connections.Count == 1, "the connection");

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Peer.Script.IsFrozen = false;
        await second;

        Assert.Single(Peer.Connections);
    }

    private static EventData Peer10() => Event();
}
