using ModelData.Testing;

namespace ModelData.Interop;

[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class JavaScriptRestartTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Broker_IsKilledAndStartsAgain_ClientRecoversAndNothingAcknowledgedIsLost()
    {
        const int Count = 200;
        using var folder = new TemporaryFolder();
        var options = new BrokerOptions { DataFolder = folder.Path, PartitionCount = 2 };
        await using var broker = await BrokerProcess.StartAsync(options);
        await using var script = await JavaScriptSdk.StartAsync(
            "survive.mjs",
            new
            {
                connectionString = broker.ConnectionString,
                hub = BrokerFixture.Hub,
                count = Count,
                retry = new { maxRetries = 20 },
            }
        );
        await script.WaitForAsync(it => it["acknowledged"]?.GetValue<int>() == 60, Deadline);

        broker.Kill();
        await using var again = await broker.StartAgainAsync();

        var total = (await script.FinishAsync(Deadline))[^1]["total"]!;
        var acknowledged = total["acknowledged"]!.AsArray().Select(it => it!.GetValue<int>()).ToList();
        var read = total["read"]!.AsArray().Select(it => it!.GetValue<int>()).ToHashSet();
        Assert.Equal(Count, acknowledged.Count);
        Assert.Subset(read, acknowledged.ToHashSet());
    }
}
