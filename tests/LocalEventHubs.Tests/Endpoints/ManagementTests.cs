using Amqp;
using Amqp.Types;
using Microsoft.Extensions.Time.Testing;
using ModelData.LocalEventHubs.Clients;

namespace ModelData.LocalEventHubs.Endpoints;

[Trait("Level", "Integration")]
public sealed class ManagementTests
{
    private const string HubType = "com.microsoft:eventhub";
    private const string PartitionType = "com.microsoft:partition";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000));

    [Fact]
    public async Task Read_Hub_TellsItsShapeAndBirthAlsoAfterARestart()
    {
        await using BrokerFixture fixture = await StartAsync();
        Map first = await ReadHubAsync(fixture);
        _time.Advance(TimeSpan.FromDays(1));
        await fixture.RestartAsync();
        Map second = await ReadHubAsync(fixture);

        Assert.Equal("hub", first["name"]);
        Assert.Equal(2, first["partition_count"]);
        Assert.Equal(["0", "1"], Assert.IsType<string[]>(first["partition_ids"]));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000).UtcDateTime, first["created_at"]);
        Assert.Equal(first["created_at"], second["created_at"]);
        Assert.Equal(1, first["georeplication_factor"]);
    }

    [Fact]
    public async Task Read_DeletedAndCreatedHub_IsAnother()
    {
        await using BrokerFixture fixture = await StartAsync();
        Map first = await ReadHubAsync(fixture);
        await SendAsync(fixture);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await fixture.Broker.DeleteHubAsync("HUB"));
        Assert.False(await fixture.Broker.DeleteHubAsync("hub"));
        fixture.Broker.CreateHub(new HubOptions("hub", 2));

        Map second = await ReadHubAsync(fixture);
        Assert.True((DateTime)second["created_at"] > (DateTime)first["created_at"]);
        await using AmqpClient client = await fixture.ConnectAsync();
        Map partition = await ReadPartitionAsync(client, "0");
        Assert.Equal(-1L, partition["last_enqueued_sequence_number"]);
    }

    [Fact]
    public async Task Read_Partition_TellsItsEnds()
    {
        await using BrokerFixture fixture = await StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();
        Map empty = await ReadPartitionAsync(client, "0");
        Assert.Equal(0L, empty["begin_sequence_number"]);
        Assert.Equal(-1L, empty["last_enqueued_sequence_number"]);
        Assert.Equal("-1", empty["last_enqueued_offset"]);
        Assert.Equal(DateTime.UnixEpoch, empty["last_enqueued_time_utc"]);
        Assert.True((bool)empty["is_partition_empty"]);

        await SendAsync(fixture);
        await SendAsync(fixture);

        Map filled = await ReadPartitionAsync(client, "0");
        Assert.Equal("hub", filled["name"]);
        Assert.Equal("0", filled["partition"]);
        Assert.Equal(1L, filled["last_enqueued_sequence_number"]);
        Assert.True(long.Parse((string)filled["last_enqueued_offset"]) > 1);
        Assert.Equal(_time.GetUtcNow().UtcDateTime, filled["last_enqueued_time_utc"]);
        Assert.False((bool)filled["is_partition_empty"]);
    }

    [Fact]
    public async Task Read_Unknown_IsAnsweredWithItsReason()
    {
        await using BrokerFixture fixture = await StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();
        var management = new RequestClient(client, "$management", hasReplyAddress: true);

        AssertFailed(404, "amqp:not-found", await management.ReadAsync(HubType, "nohub"));
        AssertFailed(400, "com.microsoft:argument-out-of-range", await management.ReadAsync(PartitionType, "hub", "2"));
        AssertFailed(400, "com.microsoft:argument-out-of-range", await management.ReadAsync(PartitionType, "hub"));
        AssertFailed(400, "com.microsoft:argument-error", await management.ReadAsync("com.microsoft:queue", "hub"));
    }

    [Fact]
    public async Task Read_WithoutAClaim_NeedsATokenInTheRequest()
    {
        await using BrokerFixture fixture = await StartAsync();
        await using AmqpClient client = await AmqpClient.ConnectAnonymouslyAsync(fixture.Broker);
        var management = new RequestClient(client, "$management", hasReplyAddress: true);

        AssertFailed(401, "amqp:unauthorized-access", await management.ReadAsync(HubType, "hub"));
        AssertFailed(
            401,
            "amqp:unauthorized-access",
            await management.ReadAsync(HubType, "hub", token: Sign("amqps://localhost/other"))
        );
        // As the .NET SDK does it: a hub-level token in every request.
        Message answer = await management.ReadAsync(HubType, "hub", token: Sign("amqps://localhost/hub"));
        Assert.Equal(200, RequestClient.GetStatus(answer));
    }

    private static void AssertFailed(int status, string condition, Message answer)
    {
        Assert.Equal(status, RequestClient.GetStatus(answer));
        Assert.Equal(condition, RequestClient.GetCondition(answer));
    }

    private static async Task<Map> ReadHubAsync(BrokerFixture fixture)
    {
        await using AmqpClient client = await fixture.ConnectAsync();
        var management = new RequestClient(client, "$management", hasReplyAddress: true);
        return Body(await management.ReadAsync(HubType, "hub"));
    }

    private static async Task<Map> ReadPartitionAsync(AmqpClient client, string partition) =>
        Body(
            await new RequestClient(client, "$management", hasReplyAddress: true).ReadAsync(
                PartitionType,
                "hub",
                partition
            )
        );

    private static Map Body(Message answer)
    {
        Assert.Equal(200, RequestClient.GetStatus(answer));
        return Assert.IsType<Map>(answer.Body);
    }

    private static async Task SendAsync(BrokerFixture fixture)
    {
        await using AmqpClient client = await fixture.ConnectAsync();
        await client.CreateSender("hub/Partitions/0").SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);
    }

    private string Sign(string resource) => AmqpClient.SignToken(resource, _time.GetUtcNow().AddHours(1));

    private Task<BrokerFixture> StartAsync() =>
        BrokerFixture.StartAsync(options => new LocalBrokerOptions
        {
            DataDirectory = options.DataDirectory,
            Hubs = options.Hubs,
            Port = 0,
            TimeProvider = _time,
        });
}
