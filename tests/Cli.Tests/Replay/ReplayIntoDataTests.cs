using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Cli.Tests.Replay;

/// <summary>Files that somebody deleted, restored beside a worker that goes on.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Replay")]
public sealed class ReplayIntoDataTests(AzuriteFixture fixture)
{
    private static readonly string PastFolder = ReplayRig.Folder(ReplayRig.Past);
    private static readonly string LiveFolder = ReplayRig.Folder(ReplayRig.Live);

    [Theory]
    [InlineData("csv")]
    [InlineData("csv,parquet")]
    public async Task PastFile_Deleted_IsRestoredAndTheWorkerGoesOnInIt(string formats)
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await using var worker = await rig.Pipeline.StartWorkerAsync(new() { ["Output__Formats"] = formats });
        string[] extensions = formats.Split(',');
        await rig.SendAsync(ReplayRig.Past, 0, 5);
        await rig.SendAsync(ReplayRig.Past, 0, 5, batch: 0);
        await rig.SendAsync(ReplayRig.Past, 5, 5);
        await rig.SendAsync(ReplayRig.Live, 100, 5);
        await rig.ExpectPositionAsync(3);
        foreach (string extension in extensions)
        {
            await rig.Pipeline.Data.DeleteBlobAsync($"{PastFolder}/data.{extension}");
        }

        using var traffic = new CancellationTokenSource();
        Task<int> live = SendUntilAsync(rig, traffic.Token);
        ToolRun run = await rig.RunAsync("--json");
        await traffic.CancelAsync();
        int sent = await live;
        Assert.True(run.Code == 0, run.ToString());
        JsonElement[] files = [.. JsonDocument.Parse(run.Out).RootElement.GetProperty("files").EnumerateArray()];
        Assert.Equal(2 * extensions.Length, files.Length);
        Assert.All(
            files,
            file =>
                Assert.Equal(
                    file.GetProperty("folder").GetString() == PastFolder ? "written" : "already there",
                    file.GetProperty("outcome").GetString()
                )
        );
        Assert.Empty(await rig.ScratchAsync());

        // Late rows of the past day, and the rest of the live one: each once.
        await rig.SendAsync(ReplayRig.Past, 10, 5);
        foreach (string extension in extensions)
        {
            await rig.ExpectAsync(PastFolder, ReplayRig.Numbers(0, 15), extension);
            await rig.ExpectAsync(LiveFolder, ReplayRig.Numbers(100, 5 + sent), extension);
        }
        ToolRun again = await rig.RunAsync();
        Assert.True(again.Code == 0, again.ToString());
        Assert.DoesNotContain(") written", again.Out);
    }

    [Fact]
    public async Task LiveDay_WrittenToSince_IsRefusedAndOthersAreRestored_UntilTheWorkerStands()
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await using (var worker = await rig.Pipeline.StartWorkerAsync())
        {
            await rig.SendAsync(ReplayRig.Past, 0, 5);
            await rig.SendAsync(ReplayRig.Live, 100, 5);
            await rig.ExpectPositionAsync(1);
            await rig.Pipeline.Data.DeleteBlobAsync($"{PastFolder}/data.csv");
            await rig.Pipeline.Data.DeleteBlobAsync($"{LiveFolder}/data.csv");
            // More rows than were lost: their number alone must not look complete.
            await rig.SendAsync(ReplayRig.Live, 105, 8);
            await rig.ExpectAsync(LiveFolder, ReplayRig.Numbers(105, 8));

            ToolRun run = await rig.RunAsync("--json");
            Assert.Equal(2, run.Code);
            Assert.Equal("written", ReplayRig.File(run, PastFolder).GetProperty("outcome").GetString());
            JsonElement refused = ReplayRig.File(run, LiveFolder);
            Assert.Equal("refused", refused.GetProperty("outcome").GetString());
            Assert.Equal(5, refused.GetProperty("missing").GetInt64());
            Assert.Contains("--into", refused.GetProperty("detail").GetString());
            await rig.ExpectAsync(PastFolder, ReplayRig.Numbers(0, 5));
            await rig.ExpectAsync(LiveFolder, ReplayRig.Numbers(105, 8));
            Assert.Equal(0, await worker.TerminateAsync(TimeSpan.FromSeconds(30)));
        }

        // As the result says.
        await rig.Pipeline.Data.DeleteBlobAsync($"{LiveFolder}/data.csv");
        ToolRun mended = await rig.RunAsync();
        Assert.True(mended.Code == 0, mended.ToString());
        await using var next = await rig.Pipeline.StartWorkerAsync();
        await rig.SendAsync(ReplayRig.Live, 113, 2);
        await rig.ExpectAsync(LiveFolder, ReplayRig.Numbers(100, 15));
        await rig.ExpectAsync(PastFolder, ReplayRig.Numbers(0, 5));
    }

    [Theory]
    // What is staged when the worker commits is gone; what is staged behind its commit is not.
    [InlineData(BlobOperation.StageBlock)]
    [InlineData(BlobOperation.CommitBlockList)]
    public async Task Worker_WritesBetweenLookAndCommit_FileIsRefusedAndNoRowOfItLost(BlobOperation moment)
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await using var worker = await rig.Pipeline.StartWorkerAsync();
        await rig.SendAsync(ReplayRig.Live, 0, 5);
        await rig.ExpectPositionAsync(0);
        await rig.Pipeline.Data.DeleteBlobAsync($"{LiveFolder}/data.csv");
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        using var race = proxy.Arm(
            request => request.Operation == moment && request.Container == rig.Pipeline.Data.Name,
            new BlobFault
            {
                BeforeForward = async _ =>
                {
                    await rig.SendAsync(ReplayRig.Live, 5, 3);
                    await rig.ExpectAsync(LiveFolder, "5,6,7");
                },
            }
        );
        ToolRun run = await rig.RunAsync(proxy, "--json");
        Assert.Equal(1, race.Hits);
        Assert.Equal(2, run.Code);
        Assert.Equal(5, ReplayRig.File(run, LiveFolder).GetProperty("missing").GetInt64());
        await rig.ExpectAsync(LiveFolder, "5,6,7");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_AnswerOrRequestLost_FileIsThereOnce(bool isApplied)
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await using var worker = await rig.Pipeline.StartWorkerAsync();
        await rig.SendAsync(ReplayRig.Past, 0, 5);
        await rig.ExpectPositionAsync(0);
        await rig.Pipeline.Data.DeleteBlobAsync($"{PastFolder}/data.csv");
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        using var loss = proxy.Arm(
            request =>
                request.Operation == BlobOperation.CommitBlockList && request.Container == rig.Pipeline.Data.Name,
            isApplied ? BlobFault.LoseResponse : BlobFault.LoseRequest
        );
        ToolRun run = await rig.RunAsync(proxy, "--json");
        Assert.Equal(1, loss.Hits);
        Assert.Equal(isApplied ? 0 : 1, run.Code);
        ToolRun again = await rig.RunAsync();
        Assert.True(again.Code == 0, again.ToString());
        await rig.ExpectAsync(PastFolder, ReplayRig.Numbers(0, 5));
        Assert.Empty(await rig.ScratchAsync());
    }

    [Fact]
    public async Task End_IsTheWorkersPosition_WhatLiesBehindItIsTheWorkers()
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await using (var worker = await rig.Pipeline.StartWorkerAsync())
        {
            await rig.SendAsync(ReplayRig.Past, 0, 5);
            await rig.ExpectPositionAsync(0);
            Assert.Equal(0, await worker.TerminateAsync(TimeSpan.FromSeconds(30)));
        }
        await rig.SendAsync(ReplayRig.Past, 5, 5);
        await rig.SendAsync(ReplayRig.Live, 100, 5);
        await rig.Pipeline.Data.DeleteBlobAsync($"{PastFolder}/data.csv");
        ToolRun run = await rig.RunAsync("--json");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Equal(ReplayRig.Numbers(0, 5), await ReplayRig.RowsAsync(rig.Pipeline.Data, PastFolder));
        Assert.Equal("", await ReplayRig.RowsAsync(rig.Pipeline.Data, LiveFolder));
        JsonElement partition = JsonDocument.Parse(run.Out).RootElement.GetProperty("partitions")[0];
        Assert.Equal(0, partition.GetProperty("last").GetProperty("sequenceNumber").GetInt64());

        await using var next = await rig.Pipeline.StartWorkerAsync();
        await rig.ExpectAsync(PastFolder, ReplayRig.Numbers(0, 10));
        await rig.ExpectAsync(LiveFolder, ReplayRig.Numbers(100, 5));
    }

    [Fact]
    public async Task Position_StaleWhenTheFileWasDeleted_RowsBehindItAreReportedMissing()
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await using var worker = await rig.Pipeline.StartWorkerAsync(
            new() { ["Checkpoints__SaveInterval"] = "00:00:00.200" }
        );
        await rig.SendAsync(ReplayRig.Past, 0, 5);
        await rig.ExpectPositionAsync(0);
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        // After the position was read: rows that the worker writes and somebody deletes before the file is looked for.
        using var meanwhile = proxy.Arm(
            request => request.Operation == BlobOperation.CreateContainer,
            new BlobFault
            {
                BeforeForward = async _ =>
                {
                    await rig.SendAsync(ReplayRig.Past, 5, 3);
                    await rig.ExpectPositionAsync(1);
                    await rig.Pipeline.Data.DeleteBlobAsync($"{PastFolder}/data.csv");
                },
            }
        );
        ToolRun run = await rig.RunAsync(proxy, "--json");
        Assert.Equal(2, run.Code);
        Assert.Equal(3, ReplayRig.File(run, PastFolder).GetProperty("missing").GetInt64());
        Assert.Contains("delete the file", ReplayRig.File(run, PastFolder).GetProperty("detail").GetString());
        await rig.Pipeline.Data.DeleteBlobAsync($"{PastFolder}/data.csv");
        Assert.Equal(0, (await rig.RunAsync()).Code);
        await rig.ExpectAsync(PastFolder, ReplayRig.Numbers(0, 8));
    }

    [Fact]
    public async Task State_MissingOrOfAnotherHub_IsRefused()
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await rig.SendAsync(ReplayRig.Past, 0, 5);
        await rig.Pipeline.Data.CreateAsync();
        await rig.Pipeline.State.CreateAsync();
        ToolRun missing = await rig.RunAsync();
        Assert.Equal(1, missing.Code);
        Assert.Contains("There is no position of a worker for partition 0", missing.Error);
        Assert.Contains("--worker-group", missing.Error);

        await using (var worker = await rig.Pipeline.StartWorkerAsync())
        {
            await rig.ExpectPositionAsync(0);
        }
        await rig.Pipeline.Broker.DeleteHubAsync(Pipeline.Hub);
        rig.Pipeline.Broker.CreateHub(new LocalEventHubs.HubOptions(Pipeline.Hub, 1) { ConsumerGroups = ["replay"] });
        await rig.SendAsync(ReplayRig.Past, 5, 5);
        ToolRun other = await rig.RunAsync();
        Assert.Equal(1, other.Code);
        Assert.Contains("belongs to a hub that was deleted", other.Error);

        await foreach (BlobItem item in rig.Pipeline.State.GetBlobsAsync())
        {
            if (item.Name.EndsWith("/state/0.json", StringComparison.Ordinal))
            {
                BlobClient blob = rig.Pipeline.State.GetBlobClient(item.Name);
                string state = (await blob.DownloadContentAsync()).Value.Content.ToString();
                string copied = state.Replace("\"hub\":\"", "\"hub\":\"other/", StringComparison.Ordinal);
                await blob.UploadAsync(BinaryData.FromString(copied), overwrite: true);
            }
        }
        ToolRun copy = await rig.RunAsync();
        Assert.Equal(1, copy.Code);
        Assert.Contains("is that of the hub other/", copy.Error);
        Assert.Contains("was copied there", copy.Error);
    }

    [Fact]
    public async Task File_OfSomebodyElse_RowsAreNotWrittenBesideIt()
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await using var worker = await rig.Pipeline.StartWorkerAsync();
        await rig.SendAsync(ReplayRig.Past, 0, 5);
        await rig.ExpectPositionAsync(0);
        var blob = rig.Pipeline.Data.GetBlobClient($"{PastFolder}/data.csv");
        BlobDownloadResult copy = await blob.DownloadContentAsync();
        await blob.UploadAsync(copy.Content, overwrite: true);
        ToolRun run = await rig.RunAsync("--json");
        Assert.Equal(2, run.Code);
        Assert.Contains("somebody else", ReplayRig.File(run, PastFolder).GetProperty("detail").GetString());
        await rig.ExpectAsync(PastFolder, ReplayRig.Numbers(0, 5));
    }

    [Fact]
    public async Task Spread_ShareDeleted_IsRestoredAsTheShareThatItWas()
    {
        await using var rig = await ReplayRig.StartAsync(fixture, partitions: 2);
        await using var worker = await rig.Pipeline.StartWorkerAsync(
            new() { ["Output__Services__svc__Spread"] = "true" }
        );
        await rig.SendAsync(ReplayRig.Past, 0, 5, partition: "0");
        await rig.SendAsync(ReplayRig.Past, 5, 5, partition: "1");
        await rig.ExpectPositionAsync(0, "0");
        await rig.ExpectPositionAsync(0, "1");
        await rig.Pipeline.Data.DeleteBlobAsync($"{PastFolder}/data-p0001.csv");
        ToolRun run = await rig.RunAsync("--formats", "csv");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains($"{PastFolder}/data-p0001.csv", run.Out);
        await rig.ExpectAsync(PastFolder, ReplayRig.Numbers(0, 10));
        Assert.Equal(2, (await Pipeline.NamesAsync(rig.Pipeline.Data)).Count(name => name.EndsWith(".csv")));
    }

    [Fact]
    public async Task Manifest_InTheFolder_IsComparedAndWillBeWrittenAnew()
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await using var worker = await rig.Pipeline.StartWorkerAsync(
            new() { ["Manifests__Grace"] = "00:00:00.100", ["Manifests__CheckInterval"] = "00:00:00.100" }
        );
        await rig.SendAsync(ReplayRig.Past, 0, 5);
        var manifest = rig.Pipeline.Data.GetBlobClient($"{PastFolder}/{FolderManifest.FileName}");
        await Eventually.IsTrueAsync(
            async token =>
                await rig.Pipeline.Data.ExistsAsync(token)
                && await manifest.ExistsAsync(token)
                && !(await Pipeline.NamesAsync(rig.Pipeline.State)).Any(IsMarker),
            Pipeline.Deadline,
            () => "the day to be complete"
        );
        await rig.Pipeline.Data.DeleteBlobAsync($"{PastFolder}/data.csv");
        ToolRun run = await rig.RunAsync();
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains($"{PastFolder} has as many csv rows as its manifest: 5", run.Out);
        Assert.Contains(await Pipeline.NamesAsync(rig.Pipeline.State), IsMarker);
        Assert.Equal(0, (await rig.IntoAsync("--position", "0=1")).Code);

        static bool IsMarker(string name) => name.Contains("/open/2026-03-06/", StringComparison.Ordinal);
    }

    [Fact]
    public async Task DryRun_SaysWhatWouldHappenAndChangesNothing()
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await using var worker = await rig.Pipeline.StartWorkerAsync();
        await rig.SendAsync(ReplayRig.Past, 0, 5);
        await rig.SendAsync(ReplayRig.Live, 5, 5);
        await rig.ExpectPositionAsync(1);
        await rig.Pipeline.Data.DeleteBlobAsync($"{PastFolder}/data.csv");
        string before = await ReplayRig.VersionsAsync(rig.Pipeline.Data);
        ToolRun run = await rig.RunAsync("--dry-run", "--json");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Equal("would be written", ReplayRig.File(run, PastFolder).GetProperty("outcome").GetString());
        Assert.Equal("already there", ReplayRig.File(run, LiveFolder).GetProperty("outcome").GetString());
        Assert.Equal(before, await ReplayRig.VersionsAsync(rig.Pipeline.Data));
        Assert.Empty(await rig.ScratchAsync());
    }

    [Fact]
    public async Task Signal_WhileFilesAreBuilt_LeavesNothingBehind()
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await using var worker = await rig.Pipeline.StartWorkerAsync();
        await rig.SendAsync(ReplayRig.Past, 0, 5);
        await rig.ExpectPositionAsync(0);
        await rig.Pipeline.Data.DeleteBlobAsync($"{PastFolder}/data.csv");
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        using var hold = proxy.Arm(
            request => request.Operation == BlobOperation.StageBlock,
            new BlobFault { Delay = TimeSpan.FromMinutes(5) }
        );
        string program = Repository.Program("ModelData.Cli");
        await using var tool = await ChildProcess.StartAsync(
            "modeldata",
            program,
            ["replay"],
            rig.Variables(proxy.ConnectionString).Select(it => KeyValuePair.Create(it.Key, (string?)it.Value)),
            Path.GetDirectoryName(program)
        );
        await hold.FirstHit.WaitAsync(Pipeline.Deadline);
        Assert.Single(await rig.ScratchAsync());
        Assert.Equal(130, await tool.TerminateAsync(TimeSpan.FromSeconds(30)));
        Assert.Empty(await rig.ScratchAsync());
        Assert.Equal("", await ReplayRig.RowsAsync(rig.Pipeline.Data, PastFolder));
    }

    private static async Task<int> SendUntilAsync(ReplayRig rig, CancellationToken stopping)
    {
        int sent = 0;
        while (!stopping.IsCancellationRequested)
        {
            await rig.SendAsync(ReplayRig.Live, 105 + sent, 1);
            sent++;
        }
        return sent;
    }
}
