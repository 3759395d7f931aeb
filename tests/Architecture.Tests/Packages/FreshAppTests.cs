using System.IO.Compression;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using ModelData.Testing;

namespace ModelData.Architecture;

/// <summary>
/// An app outside of the repository that has the package and does what its page says, word for word: first without a hub, then to the broker and through the
/// worker into a file; as it is run, and compiled ahead of time. About 60 s, most of it compilers.
/// </summary>
[Trait("Level", "Process")]
[Trait("Topic", "Docs")]
[Collection(PackageCollection.Name)]
public sealed partial class FreshAppTests(PackageFeed feed)
{
    private const string NoHub = "See a row, without a hub";
    private const string Broker = "Send rows to the local broker";
    private const string Hub = "modeldata";
    private const string NoLinker =
        "A native program needs a linker: `bash eng/ci/model.sh` installs Debian's gcc, any C compiler will do.";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static bool HasLinker =>
        OperatingSystem.IsLinux()
        && (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(it => File.Exists(Path.Combine(it, "gcc")) || File.Exists(Path.Combine(it, "clang")));

    [Fact]
    public async Task FreshApp_AsItsPageSays_ShowsARowAndThenItsRowIsInTheFile()
    {
        PackagePage page = ReadPage();
        string app = await feed.CreateAppAsync(page.Program);
        await PackageFeed.DotNetAsync("build", app, "--output", Path.Combine(app, "out"), "-nodeReuse:false");

        await UseAsync(Path.Combine(app, "out", "scoring.dll"), page);
    }

    [Fact]
    public async Task FreshApp_CompiledAheadOfTime_HasNoWarningAndDoesTheSame()
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.True(HasLinker, NoLinker);
        }
        Assert.SkipUnless(HasLinker, NoLinker);
        PackagePage page = ReadPage();
        string app = await feed.CreateAppAsync(page.Program);

        string output = await PackageFeed.DotNetAsync(
            "publish",
            app,
            "--use-current-runtime",
            "--property:PublishAot=true",
            "--property:TrimmerSingleWarn=false",
            "--property:TreatWarningsAsErrors=false",
            "--output",
            Path.Combine(app, "out"),
            "-nodeReuse:false"
        );

        Assert.DoesNotMatch(@"\bwarning [A-Z]+\d+", output);
        await UseAsync(Path.Combine(app, "out", "scoring"), page);
    }

    private PackagePage ReadPage()
    {
        using ZipArchive package = feed.Open("ModelData.Producer");
        return PackagePage.Of(package);
    }

    private static async Task UseAsync(string program, PackagePage page)
    {
        foreach (string variable in (string[])["AML_MODEL_DC_DEBUG", "ModelData__Debug"])
        {
            Assert.Contains($"{variable}=true", page.Text, StringComparison.Ordinal);
            string output = await RunAsync(program, new() { [variable] = "true" });
            // Standard output and error come by two pipes.
            Assert.Equal(Normal(page.LastBlock(NoHub)).Order(), Normal(output.Split('\n')).Order());
        }

        using var folder = new TemporaryFolder();
        await using var azurite = await AzuriteProcess.StartAsync();
        await using var broker = await BrokerProcess.StartAsync(
            new BrokerOptions { DataFolder = folder.Path, HubName = Hub }
        );
        Dictionary<string, string?> variables = page.Variables(Broker);
        variables["ModelData__EventHubs__ConnectionString"] = variables[
            "ModelData__EventHubs__ConnectionString"
        ]!.Replace(":5672", $":{broker.Port}", StringComparison.Ordinal);
        string said = page.Text.Split('\n').Single(it => it.Contains("is on and connected", StringComparison.Ordinal));
        Assert.Equal(said, await RunAsync(program, variables));
        await using var worker = await WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = broker.ConnectionString,
                BlobsConnectionString = azurite.ConnectionString,
                HubName = Hub,
                Settings = new Dictionary<string, string> { ["Flush__MaxAge"] = "00:00:00.2" },
            }
        );
        Assert.Matches(
            @"^default/default/default/default/best_model/default/inputs/\d{4}/\d\d/\d\d/data\.csv\n"
                + @"\$Timestamp,\$CorrelationId,\$RequestId,age,income\n\S+Z,order-17,[0-9a-f-]{36},42,51000\n$",
            await ReadFileAsync(new BlobContainerClient(azurite.ConnectionString, Hub), worker)
        );
    }

    private static async Task<string> RunAsync(string program, Dictionary<string, string?> variables)
    {
        await using ChildProcess app = await ChildProcess.StartAsync("fresh app", program, [], variables);
        int code = await app.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline);
        Assert.True(code == 0, app.Output);
        return app.Output;
    }

    private static async Task<string> ReadFileAsync(BlobContainerClient container, WorkerProcess worker)
    {
        string file = "";
        await Eventually.IsTrueAsync(
            async token =>
            {
                if (!await container.ExistsAsync(token))
                {
                    return false;
                }
                await foreach (var blob in container.GetBlobsAsync(cancellationToken: token))
                {
                    if (blob.Name.EndsWith("/data.csv", StringComparison.Ordinal))
                    {
                        var content = (await container.GetBlobClient(blob.Name).DownloadContentAsync(token)).Value;
                        file = $"{blob.Name}\n{content.Content}";
                    }
                }
                return file.Length > 0;
            },
            Deadline,
            () => $"there is no data.csv:\n{worker.Process.OutputTail}",
            TestContext.Current.CancellationToken
        );
        return file;
    }

    private static IEnumerable<string> Normal(IEnumerable<string> lines) =>
        lines.Select(it => Varying().Replace(it, "?"));

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[0-9:.]+Z|[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Varying();
}
