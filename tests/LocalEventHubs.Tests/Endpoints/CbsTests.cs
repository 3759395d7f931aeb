using Amqp;
using Amqp.Framing;
using Microsoft.Extensions.Time.Testing;
using ModelData.LocalEventHubs.Clients;

namespace ModelData.LocalEventHubs.Endpoints;

[Trait("Level", "Integration")]
public sealed class CbsTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    private DateTimeOffset InAnHour => _time.GetUtcNow().AddHours(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PutToken_Good_OpensTheWay(bool hasReplyAddress)
    {
        await using BrokerFixture fixture = await StartAsync();
        await using AmqpClient client = await AmqpClient.ConnectAnonymouslyAsync(fixture.Broker);
        var cbs = new RequestClient(client, "$cbs", hasReplyAddress);
        Assert.Equal("amqp:unauthorized-access", (await client.CreateSender("hub").GetErrorAsync()).Condition);

        string audience = $"sb://127.0.0.1:{fixture.Broker.Port}/hub";
        Message answer = await cbs.PutTokenAsync(audience, AmqpClient.SignToken(audience, InAnHour));

        Assert.Equal(202, RequestClient.GetStatus(answer));
        await client.CreateSender("hub/Partitions/0").SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);
        ReceiverLink receiver = client.CreateReceiver("hub/ConsumerGroups/$Default/Partitions/0");
        Assert.NotNull(await receiver.ReceiveAsync(AmqpClient.Deadline));
    }

    [Fact]
    public async Task PutToken_WithoutReplyTo_IsAnsweredOnTheReceiverOfItsNodeAndSession()
    {
        await using BrokerFixture fixture = await StartAsync();
        await using AmqpClient client = await AmqpClient.ConnectAnonymouslyAsync(fixture.Broker);
        var cbs = new RequestClient(client, "$cbs", hasReplyAddress: false) { NamesReplyTo = false };
        var management = new RequestClient(client, "$management", hasReplyAddress: true) { NamesReplyTo = false };

        Message answer = await cbs.PutTokenAsync("sb://h/hub", AmqpClient.SignToken("sb://h/hub", InAnHour));

        Assert.Equal(202, RequestClient.GetStatus(answer));
        Assert.Equal(200, RequestClient.GetStatus(await management.ReadAsync("com.microsoft:eventhub", "hub")));
        Assert.Equal(
            202,
            RequestClient.GetStatus(await cbs.PutTokenAsync("sb://h/hub", AmqpClient.SignToken("sb://h/hub", InAnHour)))
        );
    }

    [Fact]
    public async Task PutToken_SignatureCalledWebToken_OpensTheWay()
    {
        await using BrokerFixture fixture = await StartAsync();
        await using AmqpClient client = await AmqpClient.ConnectAnonymouslyAsync(fixture.Broker);
        var cbs = new RequestClient(client, "$cbs", hasReplyAddress: true);

        Message answer = await cbs.PutTokenAsync("sb://h/hub", AmqpClient.SignToken("sb://h/hub", InAnHour), "jwt");

        Assert.Equal(202, RequestClient.GetStatus(answer));
        await client.CreateSender("hub").SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);
        Message refused = await cbs.PutTokenAsync(
            "sb://h/hub",
            AmqpClient.SignToken("sb://h/hub", InAnHour, key: "other"),
            "jwt"
        );
        Assert.Equal(401, RequestClient.GetStatus(refused));
    }

    [Theory]
    [InlineData("amqps://ns.servicebus.windows.net/", "")]
    [InlineData("amqps://127.0.0.1:5671/", "")]
    [InlineData("sb://h/", "/")]
    public async Task Attach_AddressWithSchemeAndHost_IsThePathBehind(string start, string end)
    {
        await using BrokerFixture fixture = await StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();

        foreach (string address in (string[])["hub", "hub/Partitions/0"])
        {
            SenderLink sender = client.CreateSender(start + address + end);
            await sender.SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);
        }

        ReceiverLink receiver = client.CreateReceiver(start + "hub/ConsumerGroups/$Default/Partitions/0" + end);
        Assert.NotNull(await receiver.ReceiveAsync(AmqpClient.Deadline));
        Error error = await client.CreateSender(start + "nohub" + end).GetErrorAsync();
        Assert.Equal("amqp:not-found", error.Condition);
    }

    [Theory]
    [InlineData("RootManageSharedAccessKey", "SAS_KEY_VALUE", false)]
    [InlineData("own", "secret", true)]
    [InlineData("RootManageSharedAccessKey", "secret", true)]
    public async Task PutToken_EmulatorsKeyBesideRulesThatReplaceIt_IsToldSo(string name, string key, bool isReplaced)
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync(options => new LocalBrokerOptions
        {
            DataDirectory = options.DataDirectory,
            Hubs = options.Hubs,
            Port = 0,
            TimeProvider = _time,
            Rules = [new AuthorizationRule(name, key, AccessRights.Manage)],
        });
        await using AmqpClient client = await AmqpClient.ConnectAnonymouslyAsync(fixture.Broker);
        var cbs = new RequestClient(client, "$cbs", hasReplyAddress: true);

        Message answer = await cbs.PutTokenAsync("sb://h/hub", AmqpClient.SignToken("sb://h/hub", InAnHour));
        Message other = await cbs.PutTokenAsync("sb://h/hub", AmqpClient.SignToken("sb://h/hub", InAnHour, key: "x"));

        Assert.Equal(isReplaced ? 401 : 202, RequestClient.GetStatus(answer));
        Assert.Equal(isReplaced, IsTold(other));
        Assert.True(IsTold(answer) == isReplaced);

        static bool IsTold(Message answer) =>
            ((string)answer.ApplicationProperties["status-description"]).Contains("--rule", StringComparison.Ordinal);
    }

    [Fact]
    public async Task PutToken_Bad_IsRefusedWithItsReason()
    {
        await using BrokerFixture fixture = await StartAsync();
        await using AmqpClient client = await AmqpClient.ConnectAnonymouslyAsync(fixture.Broker);
        var cbs = new RequestClient(client, "$cbs", hasReplyAddress: true);
        const string Audience = "sb://localhost/hub";
        string good = AmqpClient.SignToken(Audience, InAnHour);

        await AssertRefusedAsync(
            401,
            "amqp:unauthorized-access",
            "signature",
            Audience,
            AmqpClient.SignToken(Audience, InAnHour, key: "other")
        );
        await AssertRefusedAsync(
            401,
            "amqp:unauthorized-access",
            "key",
            Audience,
            AmqpClient.SignToken(Audience, InAnHour, keyName: "other")
        );
        await AssertRefusedAsync(
            401,
            "amqp:unauthorized-access",
            "expired",
            Audience,
            AmqpClient.SignToken(Audience, _time.GetUtcNow())
        );
        await AssertRefusedAsync(401, "amqp:unauthorized-access", "not valid for", "sb://localhost/other", good);
        await AssertRefusedAsync(
            404,
            "amqp:not-found",
            "could not be found",
            "sb://localhost/nohub",
            AmqpClient.SignToken("sb://localhost/", InAnHour)
        );
        await AssertRefusedAsync(400, "com.microsoft:argument-error", "shared access signature", Audience, "nonsense");
        await AssertRefusedAsync(400, "com.microsoft:argument-error", "string", Audience, 5);
        await AssertRefusedAsync(400, "com.microsoft:argument-error", "type", Audience, good, "amqp:sastoken");
        await AssertRefusedAsync(401, "amqp:unauthorized-access", "JSON web token", Audience, "a.b.c", "jwt");
        await AssertRefusedAsync(400, "com.microsoft:argument-error", "name", "", good);
        Assert.Equal("amqp:unauthorized-access", (await client.CreateSender("hub").GetErrorAsync()).Condition);

        async Task AssertRefusedAsync(
            int status,
            string condition,
            string text,
            string audience,
            object token,
            string type = "servicebus.windows.net:sastoken"
        )
        {
            Message answer = await cbs.PutTokenAsync(audience, token, type);
            Assert.Equal(status, RequestClient.GetStatus(answer));
            Assert.Equal(condition, RequestClient.GetCondition(answer));
            Assert.Contains(text, (string)answer.ApplicationProperties["status-description"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task PutToken_RuleWithOneRight_AllowsOnlyThat()
    {
        await using BrokerFixture fixture = await StartAsync();
        await using AmqpClient client = await AmqpClient.ConnectAnonymouslyAsync(fixture.Broker);
        var cbs = new RequestClient(client, "$cbs", hasReplyAddress: true);
        await cbs.PutTokenAsync("sb://h/hub", AmqpClient.SignToken("sb://h/hub", InAnHour, "sender", "s-key"));

        await client.CreateSender("hub/Partitions/0").SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);
        Error error = await client.CreateReceiver("hub/ConsumerGroups/$Default/Partitions/0").GetErrorAsync();

        Assert.Equal("amqp:unauthorized-access", error.Condition);
        Assert.Contains("'Listen'", error.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_TokenLapses_AreDetached()
    {
        await using BrokerFixture fixture = await StartAsync();
        await using AmqpClient client = await AmqpClient.ConnectAnonymouslyAsync(fixture.Broker);
        var cbs = new RequestClient(client, "$cbs", hasReplyAddress: true);
        await cbs.PutTokenAsync("sb://h/hub", AmqpClient.SignToken("sb://h/hub", InAnHour));
        SenderLink sender = client.CreateSender("hub/Partitions/0");
        await sender.SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);
        ReceiverLink receiver = client.CreateReceiver("hub/ConsumerGroups/$Default/Partitions/0");
        await receiver.ReceiveAsync(AmqpClient.Deadline);

        _time.Advance(TimeSpan.FromMinutes(59));
        await cbs.PutTokenAsync("sb://h/hub", AmqpClient.SignToken("sb://h/hub", InAnHour));
        _time.Advance(TimeSpan.FromMinutes(59));
        await sender.SendAsync(AmqpClient.CreateEvent("still"), AmqpClient.Deadline);
        _time.Advance(TimeSpan.FromMinutes(2));

        foreach (AmqpObject link in new AmqpObject[] { sender, receiver })
        {
            Error error = await link.GetErrorAsync();
            Assert.Equal("amqp:unauthorized-access", error.Condition);
            Assert.Contains("expired", error.Description, StringComparison.Ordinal);
        }

        // The connection lives on, and a new token opens it again.
        await cbs.PutTokenAsync("sb://h/hub", AmqpClient.SignToken("sb://h/hub", InAnHour));
        await client.CreateSender("hub/Partitions/0").SendAsync(AmqpClient.CreateEvent("b"), AmqpClient.Deadline);
    }

    [Fact]
    public async Task Attach_SecondPair_IsRefused()
    {
        await using BrokerFixture fixture = await StartAsync();
        await using AmqpClient client = await AmqpClient.ConnectAnonymouslyAsync(fixture.Broker);
        var cbs = new RequestClient(client, "$cbs", hasReplyAddress: true);
        await cbs.PutTokenAsync("sb://h/hub", AmqpClient.SignToken("sb://h/hub", InAnHour));

        var second = new RequestClient(client, "$cbs", hasReplyAddress: true);

        Assert.Equal("amqp:not-allowed", (await second.Sender.GetErrorAsync()).Condition);
    }

    [Fact]
    public async Task Connect_PlainWithAWrongKey_IsRefused()
    {
        await using BrokerFixture fixture = await StartAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => AmqpClient.ConnectAsync(fixture.Broker, key: "wrong"));
        await using AmqpClient sender = await AmqpClient.ConnectAsync(fixture.Broker, "sender", "s-key");
        await sender.CreateSender("hub").SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);
        Error error = await sender.CreateReceiver("hub/ConsumerGroups/$Default/Partitions/0").GetErrorAsync();
        Assert.Equal("amqp:unauthorized-access", error.Condition);
    }

    private Task<BrokerFixture> StartAsync() =>
        BrokerFixture.StartAsync(options => new LocalBrokerOptions
        {
            DataDirectory = options.DataDirectory,
            Hubs = [.. options.Hubs, new HubOptions("other")],
            Port = 0,
            TimeProvider = _time,
            Rules = [AuthorizationRule.Default, new AuthorizationRule("sender", "s-key", AccessRights.Send)],
        });
}
