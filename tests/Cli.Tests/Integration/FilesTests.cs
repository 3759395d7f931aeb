using System.Text.Json;
using Azure.Messaging.EventHubs.Producer;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Cli.Tests.Integration;

[Trait("Level", "Process")]
public sealed class FilesTests(AzuriteFixture fixture)
{
    private const string Folder = "sub/rg/ws/svc/model/1/inputs/2026/03/07";
    private const string Csv = "a,b\n1,2\n3,\"x\ny\"\n5,6\n";
    private readonly BlobContainerClient _container = new(
        fixture.Azurite.ConnectionString,
        $"cli-{Guid.NewGuid():N}"[..20]
    );

    [Fact]
    public async Task Ls_MixedContainer_ListsDataFilesOfTheLayoutOnly()
    {
        await _container.CreateAsync();
        var metadata = new Dictionary<string, string>
        {
            ["modeldata"] = "1",
            ["schema"] = "0123456789abcdef",
            ["rows"] = "3",
            ["last"] = "2026-03-07T11:59:58.1250000Z",
        };
        await UploadAsync($"{Folder}/data.csv", Csv, metadata);
        await UploadAsync($"{Folder}/data-2.csv", "", new() { ["hdi_isfolder"] = "true" });
        await UploadAsync($"{Folder}/notes.txt", "somebody's");
        await UploadAsync("elsewhere/data.csv", "somebody's");
        // Somebody's: whatever the metadata say, no worker wrote them.
        metadata.Remove("modeldata");
        await UploadAsync($"{Folder[..^2]}08/data.csv", Csv, metadata);
        // Of a release before.
        await UploadAsync($"{Folder[..^2]}09/data.csv", Csv, new() { ["modeldata"] = "1", ["rows"] = "3" });

        ToolRun table = await RunAsync("ls");
        Assert.Equal(0, table.Code);
        Assert.Equal(4, table.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Matches($"{Folder}/data.csv +0123456789abcdef +3 +20 +20.* +2026-03-07 11:59:58Z\n", table.Out);
        Assert.Matches($"{Folder[..^2]}08/data.csv +- +- +20 .*Z +-\n", table.Out);
        Assert.Matches($"{Folder[..^2]}09/data.csv +- +3 +20 .*Z +-\n", table.Out);

        ToolRun json = await RunAsync("ls", "--json", "--day", "2026-03-07", "--workspace", "sub/rg/ws");
        JsonElement file = Assert.Single(JsonDocument.Parse(json.Out).RootElement.EnumerateArray());
        Assert.Equal($"{Folder}/data.csv", file.GetProperty("path").GetString());
        Assert.Equal(3, file.GetProperty("rows").GetInt64());
        Assert.Equal("2026-03-07T11:59:58.125Z", file.GetProperty("lastRow").GetString());
        ToolRun unknown = await RunAsync("ls", "--json", "--day", "2026-03-08");
        JsonElement stranger = Assert.Single(JsonDocument.Parse(unknown.Out).RootElement.EnumerateArray());
        Assert.Equal(JsonValueKind.Null, stranger.GetProperty("lastRow").ValueKind);
        Assert.Equal(JsonValueKind.Null, stranger.GetProperty("rows").ValueKind);
        Assert.Equal("[]\n", (await RunAsync("ls", "--json", "--model", "other")).Out);
    }

    [Fact]
    public async Task Ls_FilesOfAWorker_SayWhenTheHubGotTheLastRow()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await using var worker = await pipeline.StartWorkerAsync(new() { ["Output__Formats"] = "csv,parquet" });
        await using var hub = new EventHubProducerClient(pipeline.Broker.ConnectionString, Pipeline.Hub);
        for (int batch = 0; batch < 2; batch++)
        {
            await pipeline.SendAsync(batch, batch * 5, 5);
            var got = (await hub.GetPartitionPropertiesAsync("0")).LastEnqueuedTime;
            string listed = "";
            await Eventually.IsTrueAsync(
                async _ =>
                {
                    ToolRun run = await ToolRun.StartAsync([
                        "files",
                        "ls",
                        "--json",
                        "--blobs",
                        fixture.Azurite.ConnectionString,
                        "--container",
                        pipeline.Data.Name,
                    ]);
                    listed = run.ToString();
                    return run.Code == 0
                        && JsonDocument.Parse(run.Out).RootElement is { } files
                        && files.GetArrayLength() == 2
                        && files
                            .EnumerateArray()
                            .All(file =>
                                file.GetProperty("rows").GetInt64() == (batch + 1) * 5
                                && file.GetProperty("lastRow").GetDateTimeOffset() == got
                            );
                },
                Pipeline.Deadline,
                () => $"both files to say that the hub got the last row at {got:O}; they say {listed}"
            );
        }
    }

    [Fact]
    public async Task Head_SomeRows_ReadsOnlyTheBeginning()
    {
        await _container.CreateAsync();
        await UploadAsync($"{Folder}/data.csv", Csv + new string('9', 40_000_000) + "\n");
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        ToolRun run = await ToolRun.StartAsync([
            "files",
            "head",
            $"{Folder}/data.csv",
            "-n",
            "2",
            "--blobs",
            proxy.ConnectionString,
            "--container",
            _container.Name,
        ]);
        Assert.Equal("a,b\n1,2\n3,\"x\ny\"\n", run.Out);
        Assert.Equal(1, proxy.Count(BlobOperation.GetBlob));
        Assert.Equal("a,b\n", (await RunAsync("head", $"{Folder}/data.csv", "-n", "0")).Out);
        Assert.Contains("There is no", (await RunAsync("head", $"{Folder}/data-7.csv")).Error);
    }

    [Fact]
    public async Task Head_LongRows_AreReadWholeAndATerminalIsSafe()
    {
        await _container.CreateAsync();
        string csv = "a\n" + new string('x', 300_000) + "\u001b[2J\nlast\n";
        await UploadAsync($"{Folder}/data.csv", csv);
        Assert.Equal(csv, (await RunAsync("head", $"{Folder}/data.csv")).Out);
        ToolRun terminal = await ToolRun.StartAsync([], Args("head", $"{Folder}/data.csv"), isTerminal: true);
        Assert.Equal(csv.Replace("\u001b", "\\u{1b}", StringComparison.Ordinal), terminal.Out);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_FileIsWrittenMeanwhile_CopyIsOneVersion(bool usesSnapshot)
    {
        await _container.CreateAsync();
        await UploadAsync($"{Folder}/data.csv", "old\n");
        await UploadAsync($"{Folder}/_schema.json", "{}");
        await UploadAsync($"{Folder}/notes.txt", "somebody's");
        using var local = new TemporaryFolder();
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        using var meanwhile = proxy.Arm(
            request => request.Operation == BlobOperation.GetBlob && request.BlobName == $"{Folder}/data.csv",
            new BlobFault { BeforeForward = _ => UploadAsync($"{Folder}/data.csv", "new\nnew\n") }
        );
        string[] args = ["files", "get", Folder, "--to", local.Path, "--blobs", proxy.ConnectionString];
        ToolRun run = await ToolRun.StartAsync([
            .. args,
            "--container",
            _container.Name,
            .. usesSnapshot ? (string[])["--snapshot"] : [],
        ]);
        Assert.True(run.Code == 0, run.ToString());
        string[] files = Directory.GetFiles(local.Path, "*", SearchOption.AllDirectories);
        Assert.Equal(2, files.Length);
        string copy = await File.ReadAllTextAsync(Path.Combine(local.Path, Folder, "data.csv"));
        Assert.Equal(usesSnapshot ? "old\n" : "new\nnew\n", copy);
        Assert.Equal(1, meanwhile.Hits);
        Assert.Empty(await SnapshotsAsync());
    }

    [Fact]
    public async Task Get_NameLongerThanAFileSystemTakes_IsCopiedUnderAnotherAndTheRestAsWell()
    {
        await _container.CreateAsync();
        string name = new('模', 40);
        string model = PathSegment.Escape(name);
        await UploadAsync($"sub/rg/ws/svc/{model}/1/inputs/2026/03/07/data.csv", "long\n");
        await UploadAsync($"sub/rg/ws/svc/~D7~90/1/inputs/2026/03/07/data.csv", "before\n");
        await UploadAsync($"sub/rg/ws/svc/~E7~90~86/1/inputs/2026/03/07/data.csv", "behind\n");
        using var local = new TemporaryFolder();
        ToolRun run = await RunAsync("get", "sub", "--to", local.Path);
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains("_names.json says which is which", run.Error);
        string[] copies = Directory.GetFiles(local.Path, "data.csv", SearchOption.AllDirectories);
        Assert.Equal(3, copies.Length);
        using var json = JsonDocument.Parse((await RunAsync("get", "sub", "--to", local.Path, "--json")).Out);
        Assert.Equal(
            copies.Order(),
            json.RootElement.EnumerateArray().Select(it => it.GetProperty("local").GetString()!).Order()
        );
        using var names = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(local.Path, "_names.json")));
        JsonElement folder = Assert.Single(names.RootElement.GetProperty("folders").EnumerateArray());
        Assert.Equal(name, folder.GetProperty("name").GetString());
        Assert.Equal($"sub/rg/ws/svc/{model}", folder.GetProperty("path").GetString());
        string copy = Path.Combine(
            local.Path,
            folder.GetProperty("local").GetString()!,
            "1/inputs/2026/03/07/data.csv"
        );
        Assert.Equal("long\n", await File.ReadAllTextAsync(copy));
    }

    [Fact]
    public async Task Get_OneFileCannotBeWritten_TheRestIsCopied()
    {
        await _container.CreateAsync();
        await UploadAsync($"{Folder[..^2]}06/data.csv", "before\n");
        await UploadAsync($"{Folder}/data.csv", "x\n");
        await UploadAsync($"{Folder[..^2]}08/data.csv", "behind\n");
        using var local = new TemporaryFolder();
        // A folder stands where the file would go.
        Directory.CreateDirectory(Path.Combine(local.Path, Folder, "data.csv", "somebody's"));
        ToolRun run = await RunAsync("get", "sub", "--to", local.Path);
        Assert.Equal(1, run.Code);
        Assert.Contains("1 of 3 files were not copied", run.Error);
        Assert.Equal(2, run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(
            "behind\n",
            await File.ReadAllTextAsync(Path.Combine(local.Path, $"{Folder[..^2]}08", "data.csv"))
        );
    }

    [Theory]
    [InlineData("2")]
    [InlineData("24:00:00")]
    [InlineData("0:10")]
    [InlineData("-00:00:00.001")]
    public async Task Status_WaitThatCanBeMisunderstood_IsRefused(string time)
    {
        await _container.CreateAsync();
        // Misunderstood, it would wait for days.
        ToolRun run = await ToolRun.StartAsync([], Args("status", "--wait=" + time)).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, run.Code);
        Assert.Contains("--wait takes a time as hh:mm:ss", run.Error);
    }

    [Fact]
    public async Task Get_WrittenAtEachAttempt_NamesTheSnapshot()
    {
        await _container.CreateAsync();
        await UploadAsync($"{Folder}/data.csv", "old\n");
        using var local = new TemporaryFolder();
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        using var always = proxy.Arm(
            request => request.Operation == BlobOperation.GetBlob,
            new BlobFault { BeforeForward = _ => UploadAsync($"{Folder}/data.csv", "new\n") },
            times: int.MaxValue
        );
        string[] args = ["files", "get", $"{Folder}/data.csv", "--to", local.Path, "--blobs", proxy.ConnectionString];
        ToolRun run = await ToolRun.StartAsync([.. args, "--container", _container.Name]);
        Assert.Equal(1, run.Code);
        Assert.Contains("use --snapshot", run.Error);
        Assert.Empty(Directory.GetFiles(local.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Status_FromOpenToCompleteToChanged_TellsByExitCode()
    {
        await _container.CreateAsync();
        Assert.Equal(2, (await RunAsync("status")).Code);
        await UploadAsync($"{Folder}/data.csv", Csv);
        ToolRun open = await RunAsync("status", "--day", "2026-03-07");
        Assert.Equal(2, open.Code);
        Assert.Matches($"{Folder} +open +1 +20 ", open.Out);

        Task<ToolRun> waiting = RunAsync("status", "--wait", "00:01:00");
        await UploadManifestAsync();
        ToolRun complete = await waiting;
        Assert.True(complete.Code == 0, complete.ToString());
        Assert.Matches($"{Folder} +complete +1 +20 +1 ", complete.Out);

        await UploadAsync($"{Folder}/data.csv", Csv + "7,8\n");
        ToolRun changed = await RunAsync("status", "--json");
        Assert.Equal(2, changed.Code);
        Assert.Equal("changed", JsonDocument.Parse(changed.Out).RootElement[0].GetProperty("state").GetString());
        Assert.Equal(2, (await RunAsync("status", "--wait", "00:00:00.1")).Code);
    }

    [Fact]
    public async Task Container_Missing_IsNamed()
    {
        ToolRun run = await RunAsync("ls");
        Assert.Equal(1, run.Code);
        Assert.Contains($"There is no container {_container.Name}", run.Error);
    }

    private async Task UploadManifestAsync()
    {
        BlobProperties properties = await _container.GetBlobClient($"{Folder}/data.csv").GetPropertiesAsync();
        var manifest = new FolderManifest
        {
            Address = Pipeline.Address,
            Day = Pipeline.Day,
            Revision = 1,
            CompleteAt = new DateTimeOffset(2026, 3, 9, 0, 15, 0, TimeSpan.Zero),
            Files =
            [
                new FolderFile(
                    new DataFileName(),
                    "0123456789abcdef",
                    3,
                    properties.ContentLength,
                    new string('a', 64),
                    properties.ETag.ToString()
                ),
            ],
        };
        await _container.GetBlobClient($"{Folder}/_manifest.json").UploadAsync(new BinaryData(manifest.Write()));
    }

    private async Task UploadAsync(string name, string content, Dictionary<string, string>? metadata = null) =>
        await _container
            .GetBlobClient(name)
            .UploadAsync(BinaryData.FromString(content), new BlobUploadOptions { Metadata = metadata ?? [] });

    private async Task<List<string>> SnapshotsAsync()
    {
        var snapshots = new List<string>();
        await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.Snapshots, null, default))
        {
            if (blob.Snapshot is { } snapshot)
            {
                snapshots.Add(snapshot);
            }
        }
        return snapshots;
    }

    private Task<ToolRun> RunAsync(params string[] args) => ToolRun.StartAsync([], Args(args));

    private string[] Args(params string[] args) =>
        ["files", .. args, "--blobs", fixture.Azurite.ConnectionString, "--container", _container.Name];
}
