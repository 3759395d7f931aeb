using Amqp.Framing;
using Microsoft.Extensions.Time.Testing;
using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Authorization;

[Trait("Category", "Unit")]
public sealed class ClaimsTests : PeerTest
{
    [Fact]
    public async Task Send_BeforeItsLink_PutsAClaimOnItsAudience()
    {
        await using IEventSender sut = Connect().CreateSender();

        await sut.SendAsync(Event(), SendTarget.ToPartition("1"), Token);

        PutToken token = Assert.Single(Peer.Tokens);
        Assert.Equal("amqp://127.0.0.1/hub/Partitions/1", token.Audience);
        Assert.Equal("servicebus.windows.net:sastoken", token.Type);
        // Signed for the whole hub.
        Assert.StartsWith(
            "SharedAccessSignature sr=amqp%3A%2F%2F127.0.0.1%2Fhub&sig=",
            token.Token,
            StringComparison.Ordinal
        );
        Assert.Equal(DateTime.UtcNow + TimeSpan.FromMinutes(30), token.Expiration, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Send_ReadyMadeSignature_IsPutAsItIsAndNeverRenewed()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        string signature = SharedAccessSignature.Create(
            "amqp://127.0.0.1/hub",
            "rule",
            "topsecret",
            time.GetUtcNow() + TimeSpan.FromHours(1)
        );
        await using var connection = new EventHubsConnection(
            $"Endpoint=sb://127.0.0.1:{Peer.Port};SharedAccessSignature={signature};UseDevelopmentEmulator=true",
            "hub",
            new EventHubsConnectionOptions { TimeProvider = time, IdleTimeout = TimeSpan.FromDays(1) }
        );
        await using IEventSender sut = connection.CreateSender();
        await sut.SendAsync(Event(), SendTarget.Any, Token);

        time.Advance(TimeSpan.FromMinutes(59));
        await sut.SendAsync(Event(), SendTarget.Any, Token);

        PutToken token = Assert.Single(Peer.Tokens);
        Assert.Equal((signature, "servicebus.windows.net:sastoken"), (token.Token, token.Type));
        Assert.Equal(
            (time.GetUtcNow() + TimeSpan.FromMinutes(1)).UtcDateTime,
            token.Expiration,
            TimeSpan.FromSeconds(1)
        );
    }

    [Fact]
    public async Task Claim_WhileItsLinkLives_IsRenewedSevenMinutesBeforeItExpires()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        // The fake clock would take the peer's silence for death.
        await using IEventSender sut = Connect(options =>
            {
                options.TimeProvider = time;
                options.IdleTimeout = TimeSpan.FromDays(1);
            })
            .CreateSender();
        await sut.SendAsync(Event(), SendTarget.Any, Token);
        Assert.Single(Peer.Tokens);

        time.Advance(TimeSpan.FromMinutes(22.4));
        await sut.SendAsync(Event(), SendTarget.Any, Token);
        Assert.Single(Peer.Tokens);
        time.Advance(TimeSpan.FromMinutes(0.6));
        await Peer.WaitForAsync(() => Peer.Tokens.Count == 2, "the renewal");

        Assert.Equal(Peer.Tokens[0].Audience, Peer.Tokens[1].Audience);
        Assert.NotEqual(Peer.Tokens[0].Token, Peer.Tokens[1].Token);
        Assert.True(Peer.Tokens[1].Expiration > Peer.Tokens[0].Expiration);
        Assert.Single(Peer.Links);
        await Peer.WaitForAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMinutes(1));
                return Peer.Tokens.Count == 3;
            },
            "the second renewal"
        );
    }

    [Fact]
    public async Task Claim_RenewalRefused_IsTriedAgain()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using IEventSender sut = Connect(options =>
            {
                options.TimeProvider = time;
                options.IdleTimeout = TimeSpan.FromDays(1);
            })
            .CreateSender();
        await sut.SendAsync(Event(), SendTarget.Any, Token);
        Peer.Script.OnPutToken = _ => 500;
        time.Advance(TimeSpan.FromMinutes(23));
        await Peer.WaitForAsync(() => Peer.Tokens.Count == 2, "the refused renewal");

        Peer.Script.OnPutToken = _ => 202;
        await Peer.WaitForAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(10));
                return Peer.Tokens.Count >= 3;
            },
            "the next attempt"
        );
    }

    [Fact]
    public async Task Claim_ItsReceiverIsGone_IsNotRenewed()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        _ = new PeerPartition(Peer, 1);
        EventHubsConnection connection = Connect(options =>
        {
            options.TimeProvider = time;
            options.IdleTimeout = TimeSpan.FromDays(1);
        });
        IPartitionReceiver receiver = connection.CreateReceiver("$Default", "0", EventPosition.Earliest);
        await receiver.ReceiveAsync(1, TimeSpan.FromSeconds(20), Token);
        await using IEventSender sender = connection.CreateSender();
        await sender.SendAsync(Event(), SendTarget.Any, Token);
        await receiver.DisposeAsync();

        time.Advance(TimeSpan.FromMinutes(23));
        await Peer.WaitForAsync(() => Peer.Tokens.Count >= 3, "the renewal");
        await sender.SendAsync(Event(), SendTarget.Any, Token);

        Assert.Equal(
            [
                "amqp://127.0.0.1/hub",
                "amqp://127.0.0.1/hub",
                "amqp://127.0.0.1/hub/ConsumerGroups/$Default/Partitions/0",
            ],
            Peer.Tokens.Select(token => token.Audience).Order()
        );
    }

    [Fact]
    public async Task Claim_Refused_IsUnauthorizedAndNamesNoSecret()
    {
        Peer.Script.OnPutToken = _ => 401;
        await using IEventSender sut = Connect().CreateSender();

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() =>
            sut.SendAsync(Event(), SendTarget.Any, Token)
        );

        Assert.Equal(FailureReason.Unauthorized, failure.Reason);
        Assert.False(failure.IsTransient);
        Assert.False(failure.IsOutcomeUnknown);
        Assert.DoesNotContain("SAS_KEY_VALUE", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(4, Peer.Tokens.Count);
        Assert.Empty(Peer.Links);
    }

    [Fact]
    public async Task Claim_LapsedAndLinkDetached_IsPutAgainWithTheNextLink()
    {
        await using IEventSender sut = Connect().CreateSender();
        await sut.SendAsync(Event(), SendTarget.Any, Token);

        await Peer.Links[0].DetachAsync("amqp:unauthorized-access", "The token has expired.");
        await Peer.WaitForAsync(() => Peer.Links[0].IsDetached, "the detach");
        await sut.SendAsync(Event(), SendTarget.Any, Token);
        await Peer.WaitForAsync(() => Peer.Transfers.Count >= 2, "the second event");

        Assert.InRange(Peer.Links.Count, 2, 3);
        Assert.Equal(Peer.Links.Count, Peer.Tokens.Count);
    }

    [Fact]
    public async Task Claim_ManyLinksAtOnce_UseOneCbsPair()
    {
        int pairs = 0;
        Peer.Script.OnAttaching = link =>
        {
            pairs += link.Address == "$cbs" ? 1 : 0;
            return pairs > 2 ? new Error("amqp:not-allowed") { Description = "One $cbs pair per connection." } : null;
        };
        await using IEventSender sut = Connect().CreateSender();

        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => sut.SendAsync(Event(), SendTarget.ToPartition($"{i}"), Token))
        );

        Assert.Equal(2, pairs);
        Assert.Equal(20, Peer.Tokens.Count);
    }
}
