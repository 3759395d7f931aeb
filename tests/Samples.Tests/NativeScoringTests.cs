using System.Net.Http.Json;
using Azure.Messaging.EventHubs.Consumer;
using ModelData.Testing;

namespace ModelData.Samples;

/// <summary>
/// A scoring service that is compiled ahead of time: nothing of the producer, and nothing that it brings, needs what a native program has not got.
/// About 60 s, 15 s where nothing has changed.
/// </summary>
[Trait("Level", "Process")]
public sealed class NativeScoringTests
{
    private const string Hub = "modeldata";
    private const string Absent =
        "A native program needs a linker: `bash eng/ci/model.sh` installs Debian's gcc, any C compiler will do.";
    private const string LockFile = "packages.lock.json";
    private const int Requests = 50;

    private static readonly TimeSpan BuildDeadline = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Publish_AheadOfTime_HasNoWarningAndItsRowsReachTheHub()
    {
        Assert.SkipUnless(
            TestSize.Read("MODELDATA_AOT") == 1,
            "It takes minutes, and runs with MODELDATA_AOT=1; FreshAppTests compiles an app with the package ahead of time in each run."
        );
        RequireLinker();
        using var folder = new TemporaryFolder();
        string program = await PublishAsync();
        await using var broker = await BrokerProcess.StartAsync(
            new BrokerOptions { DataFolder = Path.Combine(folder.Path, "hub"), HubName = Hub }
        );

        await ScoreAsync(program, broker.ConnectionString);

        var rows = await CountRowsAsync(broker.ConnectionString);
        Assert.Equal(Requests, rows["inputs"]);
        Assert.Equal(Requests, rows["predictions"]);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static void RequireLinker()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        bool isThere =
            OperatingSystem.IsLinux()
            && folders.Any(it => File.Exists(Path.Combine(it, "gcc")) || File.Exists(Path.Combine(it, "clang")));
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.True(isThere, Absent);
        }

        Assert.SkipUnless(isThere, Absent);
    }

    private static async Task<string> PublishAsync()
    {
        // A copy: the tree's lock files know no native compiler, and other programs run from what was built before. It stays, with
        // the times of the files, so that what has not changed is not compiled again; what had a warning, or was cut off, does not stay.
        string tree = Path.Combine(Repository.Root, "artifacts", "native-scoring");
        string clean = Path.Combine(tree, "clean");
        if (Directory.Exists(tree) && !File.Exists(clean))
        {
            Directory.Delete(tree, recursive: true);
        }

        Directory.CreateDirectory(tree);
        File.Delete(clean);
        foreach (string part in (string[])["src", "samples", "eng"])
        {
            if (Directory.Exists(Path.Combine(tree, part)))
            {
                Directory.Delete(Path.Combine(tree, part), recursive: true);
            }
        }

        foreach (
            string part in (string[])
                [
                    "src/Shared",
                    "src/HubClient",
                    "src/SettingTexts",
                    "src/Producer",
                    "src/Producer.Analyzers",
                    "src/Producer.CodeFixes",
                    "samples/NativeScoring",
                    "eng",
                ]
        )
        {
            Copy(Path.Combine(Repository.Root, part), Path.Combine(tree, part), SearchOption.AllDirectories);
        }

        Copy(Repository.Root, tree, SearchOption.TopDirectoryOnly);
        Copy(Path.Combine(Repository.Root, "src"), Path.Combine(tree, "src"), SearchOption.TopDirectoryOnly);
        Copy(Path.Combine(Repository.Root, "samples"), Path.Combine(tree, "samples"), SearchOption.TopDirectoryOnly);
        await using var publish = await ChildProcess.StartAsync(
            "dotnet publish",
            "dotnet",
            [
                "publish",
                Path.Combine(tree, "samples/NativeScoring"),
                "--configuration",
                "Release",
                "--use-current-runtime",
                "--disable-build-servers",
                "-property:RestoreLockedMode=false",
                "-property:RestorePackagesWithLockFile=false",
                "-property:TrimmerSingleWarn=false",
                "-property:TreatWarningsAsErrors=false",
                "-property:RunAnalyzers=false",
            ],
            new Dictionary<string, string?> { ["DOTNET_CLI_UI_LANGUAGE"] = "en", ["MSBUILDDISABLENODEREUSE"] = "1" }
        );
        int code = await publish.WaitForExitAsync(Token).WaitAsync(BuildDeadline, Token);
        Assert.True(code == 0, publish.Output);
        Assert.DoesNotMatch(@"\bwarning [A-Z]+\d+", publish.Output);
        await File.WriteAllTextAsync(clean, "", Token);
        return Assert.Single(
            Directory.GetFiles(Path.Combine(tree, "artifacts/publish"), "NativeScoring", SearchOption.AllDirectories)
        );
    }

    private static void Copy(string from, string to, SearchOption depth)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", depth))
        {
            string relative = Path.GetRelativePath(from, file);
            if (!relative.Contains("node_modules", StringComparison.Ordinal) && Path.GetFileName(file) != LockFile)
            {
                string target = Path.Combine(to, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target, overwrite: true);
            }
        }
    }

    private static async Task ScoreAsync(string program, string hubConnectionString)
    {
        var listening = new ListeningAddress();
        await using var service = await ChildProcess.StartAsync(
            "native scoring",
            program,
            [],
            new Dictionary<string, string?>(ListeningAddress.Environment)
            {
                ["AML_MODEL_DC_STORAGE_ENABLED"] = "true",
                ["ModelData__EventHubs__ConnectionString"] = hubConnectionString,
                ["ModelData__EventHubs__HubName"] = Hub,
            },
            onLine: listening.Read
        );
        await Eventually.IsTrueAsync(
            () => listening.Known is not null || service.HasExited,
            Deadline,
            () => $"the service does not listen:\n{service.OutputTail}"
        );
        Assert.True(listening.Known is not null, service.Output);
        using var http = new HttpClient { BaseAddress = listening.Known };
        for (int i = 0; i < Requests; i++)
        {
            var flower = new
            {
                sepalLength = 5.1,
                sepalWidth = 3.5,
                petalLength = 1.4 + i,
                petalWidth = 0.2,
            };
            using var answer = await http.PostAsJsonAsync("score", flower, Token);
            Assert.True(answer.IsSuccessStatusCode, service.OutputTail);
        }
        // Its end sends what is still in its memory.
        Assert.Equal(0, await service.TerminateAsync(Deadline));
    }

    private static async Task<Dictionary<string, int>> CountRowsAsync(string connectionString)
    {
        await using var consumer = new EventHubConsumerClient("$Default", connectionString, Hub);
        var rows = new Dictionary<string, int>();
        foreach (string partition in await consumer.GetPartitionIdsAsync(Token))
        {
            var end = await consumer.GetPartitionPropertiesAsync(partition, Token);
            if (end.IsEmpty)
            {
                continue;
            }

            await foreach (var read in consumer.ReadEventsFromPartitionAsync(partition, EventPosition.Earliest, Token))
            {
                string identifier = (string)read.Data.Properties["cloudEvents:identifier"];
                rows[identifier] =
                    rows.GetValueOrDefault(identifier) + (int)read.Data.Properties["cloudEvents:rowcount"];
                if (read.Data.SequenceNumber == end.LastEnqueuedSequenceNumber)
                {
                    break;
                }
            }
        }

        return rows;
    }
}
