using Azure.Storage.Blobs;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>
/// What an orchestrator asks: a worker whose hub or storage is away is alive, since a new one would fare no better; it is ready while it reads what it owns.
/// </summary>
[Trait("Level", "Process")]
public sealed class HealthTests(AzuriteFixture fixture) : IClassFixture<AzuriteFixture>
{
    private const string Went = "cannot be read; next attempt";
    private const string Reads = "is read from sequence number";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, string> _containers = new()
    {
        ["Blobs"] = $"health-{Guid.NewGuid():N}",
        ["State"] = $"health-{Guid.NewGuid():N}",
        ["DeadLetters"] = $"health-{Guid.NewGuid():N}",
    };

    [Fact]
    public async Task Health_HubGoesAndComesBack_IsLiveAllTheTimeAndReadyAgain()
    {
        using var folder = new TemporaryFolder();
        var broker = await BrokerProcess.StartAsync(new BrokerOptions { DataFolder = folder.Path, PartitionCount = 2 });
        await using var worker = await StartWorkerAsync(broker, fixture.Azurite.ConnectionString);

        await ReadsAsync(worker, "modeldata_partitions_attached", value => value == 2);
        await ReadsAsync(worker, "modeldata_look_age_seconds", value => value < 60);

        broker.Kill();
        await ReadyAsync(worker, expected: false);
        await ReadsAsync(worker, "modeldata_partitions_attached", value => value == 0);
        double age = await worker.ReadSumAsync("modeldata_look_age_seconds", Token);
        await ReadsAsync(worker, "modeldata_look_age_seconds", value => value > age);
        Assert.True(await worker.AnswersAsync("healthz"), worker.Process.OutputTail);

        await using var again = await broker.StartAgainAsync();
        await ReadyAsync(worker, expected: true);
        await ReadsAsync(worker, "modeldata_partitions_attached", value => value == 2);
        Assert.True(await worker.AnswersAsync("healthz"), worker.Process.OutputTail);
        // And the log tells an operator when it went and came.
        string[] lines = [];
        await Eventually.IsTrueAsync(
            () =>
            {
                lines = worker.Process.Output.Split('\n');
                int went = Array.FindIndex(lines, line => line.Contains(Went, StringComparison.Ordinal));
                return went >= 0 && lines[went..].Any(line => line.Contains(Reads, StringComparison.Ordinal));
            },
            Deadline,
            () => $"a line \"{Went}\" and then one \"{Reads}\":\n{string.Join('\n', lines)}",
            Token
        );
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
        await ReadyAsync(worker, expected: false);
        string text = await ReadAsync(worker);
        Assert.All(
            (string[])["data", "state", "dead letters"],
            name =>
                Assert.Matches($"(?m)^{name} \\(container .*\\): not reached since .* \\(\\d+ s\\): .*network", text)
        );
        // All three for one reason.
        await Eventually.IsTrueAsync(
            () => Count(worker, "Cannot be reached: ") == 1,
            Deadline,
            () => $"one line for the account:\n{worker.Process.OutputTail}",
            Token
        );
    }

    [Theory]
    [InlineData("Blobs", "data")]
    [InlineData("State", "state")]
    [InlineData("DeadLetters", "dead letters")]
    public async Task Health_ContainerIsDeleted_IsNotReadyAndSaysWhich(string section, string name)
    {
        using var folder = new TemporaryFolder();
        await using var broker = await BrokerProcess.StartAsync(new BrokerOptions { DataFolder = folder.Path });
        await using var worker = await StartWorkerAsync(broker, fixture.Azurite.ConnectionString);
        var container = new BlobContainerClient(fixture.Azurite.ConnectionString, _containers[section]);

        int starts = Count(worker, "starts behind");
        await container.DeleteAsync(cancellationToken: Token);
        await ReadyAsync(worker, expected: false);
        Assert.Matches(
            $"^{name} \\(container {container.Name} of devstoreaccount1\\): not reached since .*the container does not exist \\(404 .*\\)\\. Undelete",
            await ReadAsync(worker)
        );

        await container.CreateAsync(cancellationToken: Token);
        if (section == "State")
        {
            // Empty: what its states said is not there any more, and nothing is read from the start behind anybody's back.
            await Eventually.IsTrueAsync(
                async _ => (await ReadAsync(worker)).Contains("was there and is gone", StringComparison.Ordinal),
                Deadline,
                () => $"partitions that stopped:\n{worker.Process.OutputTail}",
                Token
            );
            Assert.Equal(starts, Count(worker, "starts behind"));
        }
        else
        {
            await ReadyAsync(worker, expected: true);
        }

        await Eventually.IsTrueAsync(
            () => Count(worker, "Reached again: ") == 1,
            Deadline,
            () => $"a line that it is back:\n{worker.Process.OutputTail}",
            Token
        );
        Assert.Equal(1, Count(worker, "Cannot be reached: "));
    }

    [Theory]
    [InlineData("{\"version\":2}", "version")]
    [InlineData("{\"version\":1", "Restore the blob")]
    public async Task Health_StateThatIsNotUnderstood_StopsThatPartitionAloneUntilItIsBack(string text, string cause)
    {
        using var folder = new TemporaryFolder();
        await using var broker = await BrokerProcess.StartAsync(
            new BrokerOptions { DataFolder = folder.Path, PartitionCount = 2 }
        );
        var states = new BlobContainerClient(fixture.Azurite.ConnectionString, _containers["State"]);
        await using (var former = await StartWorkerAsync(broker, fixture.Azurite.ConnectionString))
        {
            Assert.Equal(0, await former.TerminateAsync(Deadline));
        }

        var state = states.GetBlobClient(await StateOfAsync(states, partition: 1));
        var whole = (await state.DownloadContentAsync(Token)).Value.Content;
        await state.UploadAsync(BinaryData.FromString(text), overwrite: true, Token);
        await using var worker = await StartWorkerAsync(broker, fixture.Azurite.ConnectionString, TimeSpan.Zero);
        await Eventually.IsTrueAsync(
            () => worker.Process.Output.Contains("[3116]", StringComparison.Ordinal),
            Deadline,
            () => $"the partition to be stopped:\n{worker.Process.OutputTail}",
            Token
        );
        await ReadsAsync(worker, "modeldata_partitions_attached", value => value == 1);
        await ReadyAsync(worker, expected: false);
        string said = await ReadAsync(worker);
        Assert.Matches($"(?m)^partition 1 is stopped: The state .* cannot be read: .*{cause}", said);
        Assert.DoesNotContain("partition 0", said, StringComparison.Ordinal);

        await state.UploadAsync(whole, overwrite: true, Token);
        await ReadyAsync(worker, expected: true);
        await ReadsAsync(worker, "modeldata_partitions_attached", value => value == 2);
    }

    [Fact]
    public async Task Stop_StateContainerIsGone_SaysSoAndEndsWithOne()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await BrokerProcess.StartAsync(new BrokerOptions { DataFolder = folder.Path });
        await using var worker = await StartWorkerAsync(broker, fixture.Azurite.ConnectionString);
        await new BlobContainerClient(fixture.Azurite.ConnectionString, _containers["State"]).DeleteAsync(
            cancellationToken: Token
        );

        Assert.Equal(1, await worker.TerminateAsync(Deadline));
        Assert.DoesNotContain("positions are saved", worker.Process.Output, StringComparison.Ordinal);
        Assert.Contains("are not saved: the container does not exist", worker.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_OneStateIsGone_SaysWhichAndEndsWithOne()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await BrokerProcess.StartAsync(new BrokerOptions { DataFolder = folder.Path });
        await using var worker = await StartWorkerAsync(broker, fixture.Azurite.ConnectionString);
        var states = new BlobContainerClient(fixture.Azurite.ConnectionString, _containers["State"]);
        string state = await StateOfAsync(states, partition: 1);
        await states.DeleteBlobAsync(state, cancellationToken: Token);

        Assert.Equal(1, await worker.TerminateAsync(Deadline));
        Assert.Contains(
            "are not saved: the state of partition 1 is gone",
            worker.Process.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Stop_EverythingIsThere_PositionsAreSaved()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await BrokerProcess.StartAsync(new BrokerOptions { DataFolder = folder.Path });
        await using var worker = await StartWorkerAsync(broker, fixture.Azurite.ConnectionString);
        Assert.Equal(0, await worker.TerminateAsync(Deadline));
        Assert.Contains("positions are saved", worker.Process.Output, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task ReadsAsync(WorkerProcess worker, string metric, Func<double, bool> condition)
    {
        double value = 0;
        return Eventually.IsTrueAsync(
            async token => condition(value = await worker.ReadSumAsync(metric, token)),
            Deadline,
            () => $"{metric}, which is {value}, to be as expected:\n{worker.Process.OutputTail}",
            Token
        );
    }

    private static async Task<string> StateOfAsync(BlobContainerClient states, int partition)
    {
        string? name = null;
        await Eventually.IsTrueAsync(
            async token =>
            {
                var blobs = await states.GetBlobsAsync(cancellationToken: token).ToListAsync(token);
                name = blobs
                    .Select(it => it.Name)
                    .SingleOrDefault(it => it.EndsWith($"/{partition}.json", StringComparison.Ordinal));
                return name is not null;
            },
            Deadline,
            () => $"a state of partition {partition}",
            Token
        );
        return name!;
    }

    private static int Count(WorkerProcess worker, string text) => worker.Process.Output.Split(text).Length - 1;

    private static async Task<string> ReadAsync(WorkerProcess worker)
    {
        using var http = new HttpClient { BaseAddress = worker.Address };
        using var answer = await http.GetAsync("readyz", Token);
        return await answer.Content.ReadAsStringAsync(Token);
    }

    private Task<WorkerProcess> StartWorkerAsync(BrokerProcess broker, string blobs, TimeSpan? ready = null) =>
        WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = broker.ConnectionString,
                BlobsConnectionString = blobs,
                ReadyDeadline = ready ?? Deadline,
                Settings = new Dictionary<string, string>
                {
                    ["Blobs__Container"] = _containers["Blobs"],
                    ["State__Container"] = _containers["State"],
                    ["DeadLetters__Container"] = _containers["DeadLetters"],
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
