using Azure.Messaging.EventHubs;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>The worker as a process, on a real broker and a real blob store: what an operator relies on.</summary>
[Trait("Level", "Process")]
public sealed class WorkerTests(AzuriteFixture fixture)
{
    private const string File = $"{Pipeline.Folder}/data.csv";

    [Fact]
    public async Task Stop_RowsStillInMemory_FlushesSavesAndEndsWithZero()
    {
        await using var pipeline = await StartAsync();
        await using var worker = await pipeline.StartWorkerAsync(
            new() { ["Flush__MaxAge"] = "01:00:00", ["Checkpoints__SaveInterval"] = "01:00:00" }
        );
        await pipeline.SendAsync(0, 0, 10);
        await MetricAsync(worker, "modeldata_rows_total", 10);
        Assert.Empty(await pipeline.ReadAsync(File));

        Assert.Equal(0, await worker.TerminateAsync(TimeSpan.FromSeconds(30)));
        await pipeline.ExpectAsync(File, Enumerable.Range(0, 10));
        Assert.Equal(0, await MirrorAsync(pipeline));
    }

    [Fact]
    public async Task Retry_SameBatchTwice_IsWrittenOnceAndCounted()
    {
        await using var pipeline = await StartAsync();
        await using var worker = await pipeline.StartWorkerAsync();
        await pipeline.SendAsync(0, 0, 3);
        await pipeline.SendAsync(0, 0, 3);
        await pipeline.SendAsync(1, 3, 2);
        await pipeline.ExpectAsync(File, [0, 1, 2, 3, 4]);
        await MetricAsync(worker, "modeldata_duplicates_total", 1);
    }

    [Fact]
    public async Task Retry_AfterRestart_IsStillRecognised()
    {
        await using var pipeline = await StartAsync();
        await using (var first = await pipeline.StartWorkerAsync())
        {
            await pipeline.SendAsync(0, 0, 3);
            await pipeline.ExpectAsync(File, [0, 1, 2]);
            Assert.Equal(0, await first.TerminateAsync(TimeSpan.FromSeconds(30)));
        }

        await pipeline.SendAsync(0, 0, 3);
        await pipeline.SendAsync(1, 3, 1);
        await using var second = await pipeline.StartWorkerAsync();
        await pipeline.ExpectAsync(File, [0, 1, 2, 3]);
    }

    [Fact]
    public async Task Schema_SecondOnTheSameDay_GoesToItsSibling()
    {
        await using var pipeline = await StartAsync();
        await using var worker = await pipeline.StartWorkerAsync();
        await pipeline.SendAsync(0, 0, 2);
        await pipeline.ExpectAsync(File, [0, 1]);
        await pipeline.SendAsync(1, 2, 2, feature: "y");
        await pipeline.SendAsync(2, 4, 1);
        await pipeline.ExpectAsync(File, [0, 1, 4]);
        string hash = FeatureSchema.ForFeatures([new FeatureColumn("y", FeatureType.Int32)]).Hash;
        await pipeline.ExpectAsync($"{Pipeline.Folder}/data-{hash}.csv", [2, 3]);
    }

    [Fact]
    public async Task DeadLetter_EventOfAStranger_IsKeptWholeAndNeverStopsThePartition()
    {
        await using var pipeline = await StartAsync();
        await using var worker = await pipeline.StartWorkerAsync();
        await pipeline.Sender.SendToPartitionAsync(new EventData("what is this"u8.ToArray()), "0");
        await pipeline.SendAsync(0, 0, 1);
        await pipeline.ExpectAsync(File, [0]);
        var (name, letter) = Assert.Single(await pipeline.LettersAsync(1));
        Assert.EndsWith("/0/00000000000000000000.json", name);
        Assert.Contains("\"reason\":\"not-cloudevents\"", letter);
        Assert.Contains(Convert.ToBase64String("what is this"u8), letter);
        await MetricAsync(worker, "modeldata_dead_letters_total", 1);
    }

    [Fact]
    public async Task Refused_LeaseOnTheFile_RowsGoToASiblingAndOthersNeverWait()
    {
        await using var pipeline = await StartAsync();
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        using var refusal = proxy.Arm(
            r => r.Operation is BlobOperation.StageBlock or BlobOperation.CommitBlockList && r.BlobName == File,
            BlobFault.Refuse(412, "LeaseIdMissing"),
            times: int.MaxValue
        );
        await using var worker = await pipeline.StartWorkerAsync(
            new() { ["Flush__RefusedFor"] = "00:00:02" },
            proxy.ConnectionString
        );
        await pipeline.SendAsync(0, 0, 3);
        // What the first file would have known of types, nobody can say: rows go where their own types put them.
        string hash = FeatureSchema.ForFeatures([new FeatureColumn("x", FeatureType.Int32)]).Hash;
        await pipeline.ExpectAsync($"{Pipeline.Folder}/data-{hash}.csv", [0, 1, 2]);
        Assert.Empty(await pipeline.ReadAsync(File));
    }

    [Fact]
    public async Task Refused_EveryFile_RowsBecomeDeadLetters()
    {
        await using var pipeline = await StartAsync();
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        using var refusal = proxy.Arm(
            r => r.Operation == BlobOperation.StageBlock,
            BlobFault.Refuse(403, "AuthorizationPermissionMismatch"),
            times: int.MaxValue
        );
        await using var worker = await pipeline.StartWorkerAsync(
            new() { ["Flush__RefusedFor"] = "00:00:01" },
            proxy.ConnectionString
        );
        await pipeline.SendAsync(0, 0, 3);
        await MetricAsync(worker, "modeldata_dead_letters_total", 1);
        string name = Assert.Single(await Pipeline.NamesAsync(pipeline.DeadLetters));
        var letter = (await pipeline.DeadLetters.GetBlobClient(name).DownloadContentAsync()).Value.Content.ToString();
        Assert.Contains("\"reason\": \"sink-refused\"", letter);
        await Eventually.IsTrueAsync(
            async _ => await MirrorAsync(pipeline) == 0,
            Pipeline.Deadline,
            () => "the position to pass the dead letter"
        );
    }

    [Fact]
    public async Task Hub_DeletedAndCreatedAgain_IsReadFromItsStart()
    {
        await using var pipeline = await StartAsync();
        await using var worker = await pipeline.StartWorkerAsync();
        await pipeline.SendAsync(0, 0, 3);
        await pipeline.ExpectAsync(File, [0, 1, 2]);
        await pipeline.Broker.DeleteHubAsync(Pipeline.Hub);
        pipeline.Broker.CreateHub(new LocalEventHubs.HubOptions(Pipeline.Hub, 1));
        await pipeline.SendAsync(1, 3, 2);
        await pipeline.ExpectAsync(File, [0, 1, 2, 3, 4]);
    }

    [Fact]
    public async Task Routing_PaddingChanged_HoldsOnlyForRowsAfterTheChange()
    {
        await using var pipeline = await StartAsync();
        await using (var padded = await pipeline.StartWorkerAsync(new() { ["Checkpoints__SaveInterval"] = "00:01:00" }))
        {
            await pipeline.SendAsync(0, 0, 2);
            await pipeline.ExpectAsync(File, [0, 1]);
            Assert.Equal(0, await padded.TerminateAsync(TimeSpan.FromSeconds(30)));
        }

        await pipeline.SendAsync(1, 2, 1);
        await using var unpadded = await pipeline.StartWorkerAsync(new() { ["Layout__Padded"] = "false" });
        await pipeline.ExpectAsync(File, [0, 1, 2]);
        await Eventually.IsTrueAsync(
            () => unpadded.Process.Output.Contains("unpadded", StringComparison.Ordinal),
            Pipeline.Deadline,
            () => unpadded.Process.Output
        );
        await pipeline.SendAsync(2, 3, 1);
        await pipeline.ExpectAsync("sub/rg/ws/svc/model/1/inputs/2026/3/7/data.csv", [3]);
    }

    [Fact]
    public async Task Mirror_AheadOfTheState_IsIgnoredUnlessAdopted()
    {
        await using var pipeline = await StartAsync();
        for (int batch = 0; batch < 4; batch++)
        {
            await pipeline.SendAsync(batch, batch, 1);
        }

        await pipeline.State.CreateIfNotExistsAsync();
        await CheckpointBlob.WriteAsync(pipeline.State, Pipeline.Hub, "0", 1);
        await using (var ignoring = await pipeline.StartWorkerAsync())
        {
            await pipeline.ExpectAsync(File, [0, 1, 2, 3]);
            Assert.Contains("is ignored", ignoring.Process.Output);
        }

        await using var other = await StartAsync();
        for (int batch = 0; batch < 4; batch++)
        {
            await other.SendAsync(batch, batch, 1);
        }

        await other.State.CreateIfNotExistsAsync();
        await CheckpointBlob.WriteAsync(other.State, Pipeline.Hub, "0", 1);
        await using var adopting = await other.StartWorkerAsync(new() { ["Checkpoints__Adopt"] = "true" });
        await other.ExpectAsync(File, [2, 3]);
    }

    [Fact]
    public async Task Partition_EndsBeforeThePosition_IsNotReadAndTheWorkerSaysSo()
    {
        await using var pipeline = await StartAsync();
        await using (var first = await pipeline.StartWorkerAsync())
        {
            await pipeline.SendAsync(0, 0, 1);
            await pipeline.ExpectAsync(File, [0]);
            Assert.Equal(0, await first.TerminateAsync(TimeSpan.FromSeconds(30)));
        }

        // As after a failover to a copy that lacks events: the state knows more than the hub.
        string name = Assert.Single(await Pipeline.NamesAsync(pipeline.State), n => n.Contains("/state/"));
        var blob = pipeline.State.GetBlobClient(name);
        string state = (await blob.DownloadContentAsync()).Value.Content.ToString();
        await blob.UploadAsync(
            BinaryData.FromString(state.Replace("\"position\":0", "\"position\":7")),
            overwrite: true
        );
        await using var second = await pipeline.StartWorkerAsync(waits: false);
        await Eventually.IsTrueAsync(
            () => second.Process.Output.Contains("failed over to a copy", StringComparison.Ordinal),
            Pipeline.Deadline,
            "the partition is stopped"
        );
        Assert.False(await second.AnswersAsync("readyz"));
        Assert.True(await second.AnswersAsync("healthz"));
        Assert.Equal(0, await second.TerminateAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Health_WithoutAHub_IsLiveButNotReady()
    {
        await using var pipeline = await StartAsync();
        await pipeline.Broker.DisposeAsync();
        await using var worker = await pipeline.StartWorkerAsync(waits: false);
        await Eventually.IsTrueAsync(
            async token => await worker.AnswersAsync("healthz", token),
            Pipeline.Deadline,
            () => worker.Process.Output
        );
        Assert.False(await worker.AnswersAsync("readyz"));
    }

    private static async Task MetricAsync(WorkerProcess worker, string name, long value)
    {
        double sum = 0;
        await Eventually.IsTrueAsync(
            async token => (sum = await worker.ReadSumAsync(name, token)) == value,
            Pipeline.Deadline,
            () => $"{name} to be {value}, it is {sum}:\n{worker.Process.Output}"
        );
    }

    private static Task<long?> MirrorAsync(Pipeline pipeline) =>
        CheckpointBlob.ReadAsync(pipeline.State, Pipeline.Hub, "0");

    private Task<Pipeline> StartAsync() => Pipeline.StartAsync(fixture.Azurite.ConnectionString);
}
