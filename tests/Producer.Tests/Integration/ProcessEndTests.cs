using Azure.Messaging.EventHubs.Consumer;
using ModelData.LocalEventHubs;
using ModelData.Testing;

namespace ModelData.Producer.Tests.Integration;

/// <summary>A process that ends without closing its collectors: what they hold is sent, or it is said that it is lost.</summary>
[Trait("Level", "Process")]
public sealed class ProcessEndTests : IDisposable
{
    private const string HubName = "modeldata";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>As without collection: a signal's are those of the signal.</summary>
    private static readonly Dictionary<string, int[]> ExitCodes = new()
    {
        ["return"] = [0],
        ["exit"] = [3],
        ["throw"] = [134],
        ["wait"] = [143],
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain", "return")]
    [InlineData("plain", "exit")]
    [InlineData("plain", "throw")]
    [InlineData("plain", "wait")]
    [InlineData("services", "return")]
    [InlineData("services", "exit")]
    [InlineData("services", "wait")]
    public async Task End_CollectorIsNotClosed_LastRowsAreSent(string owner, string ending)
    {
        await using LocalBroker broker = await StartAsync();
        await using ChildProcess app = await RunAsync(owner, ending, broker.ConnectionString);

        int code = await EndAsync(app, ending);

        Assert.Equal(1, await CountEventsAsync(broker));
        Assert.Contains(code, ExitCodes[ending]);
        // Nothing is wrong, and nothing is said but that.
        string[] said = [.. app.Output.Split('\n').Where(it => it.StartsWith("ModelData:", StringComparison.Ordinal))];
        Assert.DoesNotContain(said, it => !it.Contains("is on and connected", StringComparison.Ordinal));
    }

    [Fact]
    public async Task End_HostIsAskedToStop_LastRowsAreSentAndItEndsAsEver()
    {
        await using LocalBroker broker = await StartAsync();
        await using ChildProcess app = await RunAsync("host", "wait", broker.ConnectionString);

        Assert.Equal(0, await EndAsync(app, "wait"));
        Assert.Equal(1, await CountEventsAsync(broker));
        Assert.Contains("is closed: Accepted", app.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "return", "Interrupted, 1 rows lost while closing")]
    [InlineData("services", "wait", "Interrupted, 0 rows lost meanwhile, 1 pending")]
    public async Task End_HubIsGone_EndsWithinTheTimeAndSaysWhatIsLost(string owner, string ending, string said)
    {
        string connectionString;
        await using (LocalBroker broker = await StartAsync())
        {
            connectionString = broker.ConnectionString;
        }
        await using ChildProcess app = await RunAsync(owner, ending, connectionString);

        await EndAsync(app, ending);

        Assert.Contains(said, app.Output, StringComparison.Ordinal);
    }

    private static async Task<int> EndAsync(ChildProcess app, string ending) =>
        ending == "wait"
            ? await app.TerminateAsync(Patience)
            : await app.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);

    private static async Task<ChildProcess> RunAsync(string owner, string ending, string connectionString)
    {
        ChildProcess app = await ChildProcess.StartAsync(
            "scoring app",
            Repository.Program("ModelData.Producer.Endings"),
            [owner, ending],
            new Dictionary<string, string?>
            {
                ["ModelData__Enabled"] = "true",
                ["ModelData__EventHubs__ConnectionString"] = connectionString,
                ["ModelData__EventHubs__HubName"] = HubName,
                // Only closing sends within the time of this test.
                ["ModelData__Linger"] = "01:00:00",
                ["ModelData__CloseTimeout"] = "00:00:02",
            }
        );
        await app.WaitForLineAsync(line => line == "collected", Patience);
        return app;
    }

    private Task<LocalBroker> StartAsync() =>
        LocalBroker.StartAsync(
            new LocalBrokerOptions { DataDirectory = _folder.Path, Hubs = [new HubOptions(HubName, 1)] },
            TestContext.Current.CancellationToken
        );

    private static async Task<long> CountEventsAsync(LocalBroker broker)
    {
        await using EventHubConsumerClient consumer = new(
            EventHubConsumerClient.DefaultConsumerGroupName,
            broker.ConnectionString,
            HubName
        );
        var partition = await consumer.GetPartitionPropertiesAsync("0", TestContext.Current.CancellationToken);
        return partition.LastEnqueuedSequenceNumber + 1;
    }
}
