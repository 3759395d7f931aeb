using System.Text.Json;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Cli.Tests.Replay;

/// <summary>A hub read into a container of its own: the same rows as in the worker's files, however often.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Replay")]
public sealed class ReplayIntoContainerTests(AzuriteFixture fixture)
{
    private static readonly string PastFolder = ReplayRig.Folder(ReplayRig.Past);
    private static readonly string LiveFolder = ReplayRig.Folder(ReplayRig.Live);

    [Fact]
    public async Task Everything_HasTheWorkersRows_AndASecondRunChangesNothing()
    {
        await using var rig = await ReplayRig.StartAsync(fixture, partitions: 2);
        await using var worker = await rig.Pipeline.StartWorkerAsync(new() { ["Output__Formats"] = "csv,parquet" });
        await rig.SendAsync(ReplayRig.Past, 0, 5, partition: "0");
        await rig.SendAsync(ReplayRig.Past, 0, 5, partition: "0", batch: 0);
        await rig.SendAsync(ReplayRig.Past, 5, 5, feature: "y", partition: "1");
        await rig.SendAsync(ReplayRig.Live, 10, 7, partition: "1");
        await rig.SendAsync(ReplayRig.Live, 17, 3, "predictions", partition: "0");
        await rig.Pipeline.Sender.SendToPartitionAsync(new EventData("what is this"u8.ToArray()), "0");
        string[] folders = [PastFolder, LiveFolder, ReplayRig.Folder(ReplayRig.Live, "predictions")];
        await rig.ExpectAsync(folders[0], ReplayRig.Numbers(0, 10), "parquet");
        await rig.ExpectAsync(folders[1], ReplayRig.Numbers(10, 7), "parquet");
        await rig.ExpectAsync(folders[2], ReplayRig.Numbers(17, 3), "parquet");

        ToolRun first = await rig.IntoAsync("--formats", "csv,parquet", "--json");
        Assert.True(first.Code == 0, first.ToString());
        foreach (string folder in folders)
        {
            foreach (string extension in (string[])["csv", "parquet"])
            {
                Assert.Equal(
                    await ReplayRig.RowsAsync(rig.Pipeline.Data, folder, extension),
                    await ReplayRig.RowsAsync(rig.Into, folder, extension)
                );
            }
        }
        JsonElement report = JsonDocument.Parse(first.Out).RootElement;
        Assert.Equal(1, report.GetProperty("duplicates").GetInt64());
        Assert.Equal(1, report.GetProperty("refusedEvents").GetProperty("not-cloudevents").GetInt64());
        Assert.Equal(2, report.GetProperty("partitions").GetArrayLength());
        Assert.Equal(8, report.GetProperty("files").GetArrayLength());
        Assert.All(
            report.GetProperty("files").EnumerateArray(),
            file => Assert.Equal("written", file.GetProperty("outcome").GetString())
        );
        Assert.Single(await rig.Pipeline.LettersAsync(1));

        string versions = await DataVersionsAsync(rig);
        ToolRun second = await rig.IntoAsync("--formats", "csv,parquet");
        Assert.True(second.Code == 0, second.ToString());
        Assert.Contains("8 files (40 rows) already there", second.Out);
        Assert.Equal(versions, await DataVersionsAsync(rig));
    }

    [Fact]
    public async Task Killed_AtEachCommit_TheNextRunsLoseAndDoubleNothing()
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        const int Days = 30;
        for (int day = 0; day < Days; day++)
        {
            await rig.SendAsync(ReplayRig.Past.AddDays(-day), 10 * day, 4);
            await rig.SendAsync(ReplayRig.Past.AddDays(-day), 10 * day + 4, 3);
        }
        await rig.Pipeline.Data.CreateAsync();
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        for (int kill = 0; kill < 3; kill++)
        {
            // Once a commit was applied and nobody knows, then before it is applied.
            ChildProcess? tool = null;
            var started = new TaskCompletionSource<ChildProcess>();
            var murder = new BlobFault
            {
                BeforeForward = kill % 2 == 1 ? async _ => (await started.Task).Kill() : null,
                IsRequestLost = kill % 2 == 1,
                AfterAnswer = kill % 2 == 0 ? async (_, _) => (await started.Task).Kill() : null,
            };
            using var armed = proxy.Arm(request => request.Operation == BlobOperation.CommitBlockList, murder, skip: 1);
            string program = Repository.Program("ModelData.Cli");
            tool = await ChildProcess.StartAsync(
                "modeldata",
                program,
                ["replay", "--into", rig.Into.Name],
                rig.Variables(proxy.ConnectionString).Select(it => KeyValuePair.Create(it.Key, (string?)it.Value)),
                Path.GetDirectoryName(program)
            );
            started.SetResult(tool);
            await using (tool)
            {
                int code = await tool.WaitForExitAsync().WaitAsync(Pipeline.Deadline);
                Assert.True(code != 0, tool.OutputTail);
                Assert.Equal(1, armed.Hits);
            }
        }

        ToolRun last = await rig.IntoAsync();
        Assert.True(last.Code == 0, last.ToString());
        for (int day = 0; day < Days; day++)
        {
            string folder = ReplayRig.Folder(ReplayRig.Past.AddDays(-day));
            Assert.Equal(ReplayRig.Numbers(10 * day, 7), await ReplayRig.RowsAsync(rig.Into, folder));
        }
    }

    [Fact]
    public async Task Range_ByPosition_ReadsFromThereAndRefusesAnotherStart()
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        for (int batch = 0; batch < 5; batch++)
        {
            await rig.SendAsync(ReplayRig.Past, batch, 1);
        }
        await rig.Pipeline.Data.CreateAsync();
        ToolRun run = await rig.IntoAsync("--position", "0=2");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Equal("2,3,4", await ReplayRig.RowsAsync(rig.Into, PastFolder));

        ToolRun other = await rig.IntoAsync("--position", "0=1");
        Assert.Equal(1, other.Code);
        Assert.Contains("filled by another replay (start: earliest 0=2 then, earliest 0=1 now)", other.Error);
        Assert.Equal("2,3,4", await ReplayRig.RowsAsync(rig.Into, PastFolder));
        Assert.Contains("no partition 7", (await rig.IntoAsync("--position", "7=1")).Error);
    }

    [Fact]
    public async Task Range_ByTime_ReadsWhatWasStoredInIt()
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await using var hub = new EventHubProducerClient(rig.Pipeline.Broker.ConnectionString, Pipeline.Hub);
        var times = new List<DateTimeOffset>();
        for (int batch = 0; batch < 5; batch++)
        {
            await rig.SendAsync(ReplayRig.Past, batch, 1);
            var stored = await hub.GetPartitionPropertiesAsync("0");
            times.Add(stored.LastEnqueuedTime);
            await Eventually.IsTrueAsync(
                () => DateTimeOffset.UtcNow > stored.LastEnqueuedTime.AddMilliseconds(5),
                Pipeline.Deadline,
                () => "the clock to go on"
            );
        }
        await rig.Pipeline.Data.CreateAsync();
        ToolRun run = await rig.IntoAsync("--from", $"{times[1]:O}", "--to", $"{times[3]:O}");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Equal("1,2,3", await ReplayRig.RowsAsync(rig.Into, PastFolder));

        // A later end goes on from there.
        Assert.Equal(0, (await rig.IntoAsync("--from", $"{times[1]:O}")).Code);
        Assert.Equal("1,2,3,4", await ReplayRig.RowsAsync(rig.Into, PastFolder));
    }

    [Fact]
    public async Task Filter_ByIdentifierAndDay_WritesThoseFoldersOnly()
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await rig.SendAsync(ReplayRig.Past, 0, 2);
        await rig.SendAsync(ReplayRig.Live, 2, 2);
        await rig.SendAsync(ReplayRig.Past, 4, 2, "predictions");
        await rig.Pipeline.Data.CreateAsync();
        ToolRun run = await rig.IntoAsync("--identifier", "inputs", "--day", "2026-03-06", "--unpadded");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Single(
            (await Pipeline.NamesAsync(rig.Into)).Where(name => !name.StartsWith('_')),
            "sub/rg/ws/svc/model/1/inputs/2026/3/6/data.csv"
        );
    }

    [Fact]
    public async Task DryRun_ReportsAndWritesNothing()
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await rig.SendAsync(ReplayRig.Past, 0, 2);
        await rig.Pipeline.Data.CreateAsync();
        ToolRun run = await rig.IntoAsync("--dry-run", "--json");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Equal("would be written", ReplayRig.File(run, PastFolder).GetProperty("outcome").GetString());
        Assert.Equal(2, ReplayRig.File(run, PastFolder).GetProperty("rows").GetInt64());
        Assert.False(await rig.Into.ExistsAsync());
    }

    [Fact]
    public async Task Container_OfSomebodyElse_IsLeftAlone()
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await rig.Pipeline.Data.CreateAsync();
        await rig.Into.CreateAsync();
        await rig.Into.GetBlobClient("mine.txt").UploadAsync(BinaryData.FromString("mine"));
        ToolRun run = await rig.IntoAsync();
        Assert.Equal(1, run.Code);
        Assert.Contains("is not empty", run.Error);
        Assert.Single(await Pipeline.NamesAsync(rig.Into));
        ToolRun same = await rig.RunAsync("--into", rig.Pipeline.Data.Name);
        Assert.Contains("names the data container", same.Error);
    }

    [Fact]
    public async Task ConsumerGroup_MissingOrInUse_IsNamedWithTheMend()
    {
        await using var rig = await ReplayRig.StartAsync(fixture);
        await rig.SendAsync(ReplayRig.Past, 0, 2);
        await using var worker = await rig.Pipeline.StartWorkerAsync();
        await rig.ExpectAsync(PastFolder, "0,1");

        ToolRun missing = await rig.IntoAsync("--consumer-group", "nobody");
        Assert.Equal(1, missing.Code);
        Assert.Contains("has no consumer group nobody: create it", missing.Error);
        ToolRun used = await rig.IntoAsync("--consumer-group", "$Default");
        Assert.Equal(1, used.Code);
        Assert.Contains("$Default is in use", used.Error);
        Assert.True(await worker.AnswersAsync("readyz"));
    }

    private static async Task<string> DataVersionsAsync(ReplayRig rig) =>
        string.Join(
            '\n',
            (await ReplayRig.VersionsAsync(rig.Into))
                .Split('\n')
                .Where(line => line.Contains("/data", StringComparison.Ordinal))
        );
}
