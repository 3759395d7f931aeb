using System.Text.Json.Nodes;

namespace ModelData.Interop;

[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class JavaScriptOwnerLevelTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task HigherOwnerLevel_TakesThePartition_AndLowerOnesAreRefused()
    {
        await Hubs.SendAsync(fixture.Broker.ConnectionString, "0", 4, "owned");
        await using var low = await StartReaderAsync(ownerLevel: 1, count: 1_000);
        await low.WaitForAsync("event", Deadline);

        await using var high = await StartReaderAsync(ownerLevel: 2, count: 4);
        await high.WaitForAsync("done", Deadline);
        var lost = await low.WaitForAsync("error", Deadline);
        Assert.Equal("ReceiverDisconnectedError", lost["code"]!.GetValue<string>());

        await using var owner = await StartReaderAsync(ownerLevel: 5, count: 1_000);
        await owner.WaitForAsync("event", Deadline);
        foreach (var level in (int?[])[3, null])
        {
            await using var late = await StartReaderAsync(level, count: 1);
            var refused = await late.WaitForAsync("error", Deadline);
            Assert.Equal("ReceiverDisconnectedError", refused["code"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task EqualOwnerLevel_TakesThePartition()
    {
        await Hubs.SendAsync(fixture.Broker.ConnectionString, "1", 4, "owned");
        await using var first = await StartReaderAsync(ownerLevel: 1, count: 1_000, partitionId: "1");
        await first.WaitForAsync("event", Deadline);
        await using var second = await StartReaderAsync(ownerLevel: 1, count: 4, partitionId: "1");
        await second.WaitForAsync("done", Deadline);
        var lost = await first.WaitForAsync("error", Deadline);
        Assert.Equal("ReceiverDisconnectedError", lost["code"]!.GetValue<string>());
    }

    private Task<ScriptRun> StartReaderAsync(int? ownerLevel, int count, string partitionId = "0") =>
        JavaScriptSdk.StartAsync(
            "read.mjs",
            new
            {
                connectionString = fixture.Broker.ConnectionString,
                hub = BrokerFixture.Hub,
                partitionId,
                count,
                ownerLevel,
                retry = new { maxRetries = 0 },
            }
        );
}
