using ModelData.EventHubs;
using ModelData.Testing;

namespace ModelData.Interop.Wire;

/// <summary>What our client puts on the wire, beside what the official one does.</summary>
[Trait("Category", "Interop")]
public sealed class WireComparisonTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private const string UpdateVariable = "MODELDATA_UPDATE_DOCS";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly string Document = Path.Combine(Repository.Root, "docs", "wire-comparison.md");

    [Fact]
    public async Task Document_IsWhatBothClientsSay_AndEveryDifferenceHasAReason()
    {
        var ours = await RecordAsync(SendAsync);
        var theirs = await RecordAsync(SendInJavaScriptAsync);
        var oursReceiving = await RecordAsync(ReceiveAsync);
        var theirsReceiving = await RecordAsync(ReceiveInJavaScriptAsync);
        List<WireDifference> rows =
        [
            .. WireStep.All.SelectMany(step =>
                WireDifference.Between(
                    step.Name,
                    Find(step, step.Receives ? oursReceiving : ours),
                    Find(step, step.Receives ? theirsReceiving : theirs)
                )
            ),
        ];
        var text = WireDocument.Render(rows);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            await File.WriteAllTextAsync(Document, text);
        }

        Assert.DoesNotContain(rows, row => !row.IsEqual && row.Reason is null);
        Assert.Empty(WireReasons.All.Keys.Except(rows.Where(row => !row.IsEqual).Select(row => (row.Step, row.Field))));
        Assert.Equal(text, await File.ReadAllTextAsync(Document));
    }

    private static WireFrame Find(WireStep step, List<List<WireFrame>> connections) =>
        connections.Select(step.Find).FirstOrDefault(frame => frame is not null)
        ?? throw new InvalidOperationException($"Nobody has sent '{step.Name}'.");

    private async Task<List<List<WireFrame>>> RecordAsync(Func<string, Task> work)
    {
        await using var recorder = new WireRecorder(fixture.Broker.Port);
        await work(BrokerProcess.ConnectionStringFor(recorder.Port));
        return [.. recorder.Connections.Select(WireFrame.ReadAll)];
    }

    private static async Task SendAsync(string connectionString)
    {
        await using var connection = new EventHubsConnection(connectionString, BrokerFixture.Hub);
        await using var sender = connection.CreateSender();
        using var batch = await sender.CreateBatchAsync(SendTarget.ToPartition("0"));
        // As send.mjs makes it, in a batch, as the official client sends even a single event.
        Assert.True(
            batch.TryAdd(
                new EventData("wire-0"u8.ToArray())
                {
                    ContentType = "text/plain",
                    MessageId = "wire-0",
                    CorrelationId = "wire",
                    Properties = [new("number", 0), new("text", "grüße"), new("flag", true), new("ratio", 0.5)],
                }
            )
        );
        await sender.SendAsync(batch);
    }

    private static async Task SendInJavaScriptAsync(string connectionString)
    {
        var said = await JavaScriptSdk.RunAsync(
            "send.mjs",
            new
            {
                connectionString,
                hub = BrokerFixture.Hub,
                mode = "single",
                count = 1,
                prefix = "wire",
                partitionId = "0",
            },
            Deadline
        );
        Assert.Equal("""{"sent":1}""", Assert.Single(said).ToJsonString());
    }

    private static async Task ReceiveAsync(string connectionString)
    {
        await using var connection = new EventHubsConnection(connectionString, BrokerFixture.Hub);
        await using var receiver = connection.CreateReceiver(
            "$Default",
            "0",
            EventPosition.Earliest,
            new PartitionReceiverOptions { OwnerLevel = 1 }
        );
        Assert.NotEmpty(await receiver.ReceiveAsync(1, Deadline));
    }

    private static async Task ReceiveInJavaScriptAsync(string connectionString) =>
        await JavaScriptSdk.RunAsync(
            "read.mjs",
            new
            {
                connectionString,
                hub = BrokerFixture.Hub,
                partitionId = "0",
                ownerLevel = 1,
                count = 1,
            },
            Deadline
        );
}
