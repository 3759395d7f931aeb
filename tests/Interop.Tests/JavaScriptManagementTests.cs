using System.Globalization;
using System.Text.Json.Nodes;
using ModelData.Testing;

namespace ModelData.Interop;

[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class JavaScriptManagementTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Properties_OfHubAndPartitions_AreThoseOfTheHub()
    {
        await Hubs.SendAsync(fixture.Broker.ConnectionString, "1", 3, "three");

        var answer = await Hubs.DescribeAsync(fixture.Broker.ConnectionString);

        var hub = answer["hub"]!;
        Assert.Equal(BrokerFixture.Hub, hub["name"]!.GetValue<string>());
        Assert.Equal(["0", "1", "2", "3"], hub["partitionIds"]!.AsArray().Select(it => it!.GetValue<string>()));
        Assert.InRange(
            Time(hub["createdOn"]!),
            DateTimeOffset.UtcNow.AddHours(-1),
            DateTimeOffset.UtcNow.AddMinutes(1)
        );
        var partitions = answer["partitions"]!.AsArray();
        Assert.All(partitions, it => Assert.Equal(BrokerFixture.Hub, it!["eventHubName"]!.GetValue<string>()));
        Assert.Equal([-1L, 2L, -1L, -1L], partitions.Select(it => it!["lastEnqueuedSequenceNumber"]!.GetValue<long>()));
        Assert.Equal([true, false, true, true], partitions.Select(it => it!["isEmpty"]!.GetValue<bool>()));
        Assert.All(partitions, it => Assert.Equal(0, it!["beginningSequenceNumber"]!.GetValue<long>()));
        Assert.InRange(
            Time(partitions[1]!["lastEnqueuedOnUtc"]!),
            DateTimeOffset.UtcNow.AddMinutes(-5),
            DateTimeOffset.UtcNow.AddMinutes(1)
        );
    }

    [Theory]
    [InlineData("send.mjs", BrokerFixture.Hub, "UnauthorizedError", "wrong")]
    [InlineData("read.mjs", BrokerFixture.Hub, "UnauthorizedError", "wrong")]
    [InlineData("manage.mjs", BrokerFixture.Hub, "UnauthorizedError", "wrong")]
    [InlineData("send.mjs", "no-such-hub", "MessagingEntityNotFoundError", "SAS_KEY_VALUE")]
    [InlineData("manage.mjs", "no-such-hub", "MessagingEntityNotFoundError", "SAS_KEY_VALUE")]
    public async Task WrongKeyOrHub_IsRefused_WithTheErrorOfTheService(
        string script,
        string hub,
        string code,
        string key
    )
    {
        var said = await JavaScriptSdk.RunAsync(
            script,
            new
            {
                connectionString = BrokerProcess.ConnectionStringFor(fixture.Broker.Port, key),
                hub,
                mode = "single",
                count = 1,
                prefix = "refused",
                partitionId = "0",
                retry = new { maxRetries = 0 },
            },
            Deadline
        );
        var error = said.Select(it => it["error"]).OfType<JsonObject>().First();
        Assert.Equal(code, error["code"]?.GetValue<string>());
    }

    private static DateTimeOffset Time(JsonNode node) =>
        DateTimeOffset.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture);
}
