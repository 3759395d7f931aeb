using System.Security.Cryptography;
using Amqp;
using Amqp.Framing;
using Microsoft.Extensions.Time.Testing;
using ModelData.LocalEventHubs.Clients;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>JSON web tokens over <c>$cbs</c>.</summary>
[Trait("Level", "Integration")]
public sealed class WebTokenTests : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task PutToken_WebToken_AllowsItsRolesUntilItExpires()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync(options => new LocalBrokerOptions
        {
            DataDirectory = options.DataDirectory,
            Hubs = options.Hubs,
            Port = 0,
            TimeProvider = _time,
            Issuer = new TrustedIssuer(WebToken.Issuer, _key.ExportSubjectPublicKeyInfoPem()),
        });
        await using AmqpClient client = await AmqpClient.ConnectAnonymouslyAsync(fixture.Broker);
        var cbs = new RequestClient(client, "$cbs", hasReplyAddress: true);
        string token = WebToken.Sign(_key, WebToken.Claims(_time.GetUtcNow().AddHours(1), "send"));

        Message answer = await cbs.PutTokenAsync("sb://localhost/hub", token, "jwt");
        Assert.Equal(202, RequestClient.GetStatus(answer));
        SenderLink sender = client.CreateSender("hub/Partitions/0");
        await sender.SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);
        Error refused = await client.CreateReceiver("hub/ConsumerGroups/$Default/Partitions/0").GetErrorAsync();
        Task<Error> lapsed = sender.GetErrorAsync();
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Contains("'Listen'", refused.Description, StringComparison.Ordinal);
        Assert.Contains("ExpiredToken", (await lapsed).Description, StringComparison.Ordinal);
        answer = await cbs.PutTokenAsync("sb://localhost/hub", token, "jwt");
        Assert.Equal(401, RequestClient.GetStatus(answer));
    }
}
