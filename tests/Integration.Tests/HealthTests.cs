using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>
/// What an orchestrator asks: a worker whose hub or storage is away is alive, since a new one would fare no better; it is ready while it reads what it owns.
/// </summary>
[Trait("Category", "Integration")]
public sealed class HealthTests(AzuriteFixture fixture) : IClassFixture<AzuriteFixture>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Health_HubGoesAndComesBack_IsLiveAllTheTimeAndReadyAgain()
    {
        using var folder = new TemporaryFolder();
        var broker = await BrokerProcess.StartAsync(new BrokerOptions { DataFolder = folder.Path, PartitionCount = 2 });
        await using var worker = await StartWorkerAsync(broker, fixture.Azurite.ConnectionString);

        broker.Kill();
        await ReadyAsync(worker, expected: false);
        Assert.True(await worker.AnswersAsync("healthz"), worker.Process.OutputTail);

        await using var again = await broker.StartAgainAsync();
        await ReadyAsync(worker, expected: true);
        Assert.True(await worker.AnswersAsync("healthz"), worker.Process.OutputTail);
        // And the log tells an operator when it went and came.
        Assert.Contains("Connection to 127.0.0.1 closed", worker.Process.Output, StringComparison.Ordinal);
        Assert.Contains("Receiver attached to", worker.Process.Output, StringComparison.Ordinal);
        await broker.DisposeAsync();
    }

    [Fact]
    public async Task Health_StorageGoes_IsLive()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await BrokerProcess.StartAsync(new BrokerOptions { DataFolder = folder.Path });
        var storage = await AzuriteProcess.StartAsync(cancellationToken: Token);
        await using var worker = await StartWorkerAsync(broker, storage.ConnectionString);

        await storage.DisposeAsync();
        await Eventually.IsTrueAsync(
            () => worker.Process.Output.Contains("could not be read or renewed", StringComparison.Ordinal),
            Deadline,
            () => $"the worker to miss its storage:\n{worker.Process.OutputTail}",
            Token
        );
        Assert.True(await worker.AnswersAsync("healthz"), worker.Process.OutputTail);
        Assert.False(worker.Process.HasExited);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<WorkerProcess> StartWorkerAsync(BrokerProcess broker, string blobs) =>
        WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = broker.ConnectionString,
                BlobsConnectionString = blobs,
                Settings = new Dictionary<string, string>
                {
                    ["Blobs__Container"] = $"health-{Guid.NewGuid():N}",
                    ["State__Container"] = $"health-{Guid.NewGuid():N}",
                    ["LoadBalancing__Interval"] = "00:00:01",
                    ["LoadBalancing__Expiry"] = "00:00:03",
                },
            },
            Token
        );

    private static Task ReadyAsync(WorkerProcess worker, bool expected) =>
        Eventually.IsTrueAsync(
            async token => await worker.AnswersAsync("readyz", token) == expected,
            Deadline,
            () => $"ready to become {expected}:\n{worker.Process.OutputTail}",
            Token
        );
}
