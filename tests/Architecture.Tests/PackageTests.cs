using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ModelData.Testing;

namespace ModelData.Architecture;

/// <summary>The producer's package: what is in it, and that a fresh app can use it as its page says.</summary>
[Trait("Level", "Process")]
public sealed partial class PackageTests(PackageTests.Feed feed) : IClassFixture<PackageTests.Feed>
{
    [Fact]
    public void Package_HasDocumentationPageIconAndLicence()
    {
        using ZipArchive package = feed.Open("ModelData.Producer", "nupkg");
        string[] files = [.. package.Entries.Select(it => it.FullName)];
        Assert.Subset(
            files.ToHashSet(),
            new HashSet<string>
            {
                "README.md",
                "icon.png",
                "lib/net10.0/ModelData.Producer.dll",
                "lib/net10.0/ModelData.Producer.xml",
            }
        );
        XElement metadata = Metadata(package);
        Assert.Equal("MIT", Text(metadata, "license"));
        Assert.Equal("README.md", Text(metadata, "readme"));
        Assert.Equal("icon.png", Text(metadata, "icon"));
        Assert.NotEmpty(Text(metadata, "description"));
        Assert.Contains("model-monitoring", Text(metadata, "tags"), StringComparison.Ordinal);
        Assert.StartsWith("https://", Text(metadata, "projectUrl"), StringComparison.Ordinal);
        XElement repository = metadata.Elements().Single(it => it.Name.LocalName == "repository");
        Assert.StartsWith("https://", repository.Attribute("url")!.Value, StringComparison.Ordinal);
        Assert.Equal("git", repository.Attribute("type")!.Value);
    }

    [Fact]
    public void Package_PublicMembers_AreDocumented()
    {
        using ZipArchive package = feed.Open("ModelData.Producer", "nupkg");
        string documentation = Read(package, "lib/net10.0/ModelData.Producer.xml");

        Assert.Contains("\"M:ModelData.Producer.ModelDataCollector.#ctor(", documentation, StringComparison.Ordinal);
        Assert.Contains(
            "\"P:ModelData.Producer.ModelDataCollectorOptions.Linger\"",
            documentation,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Package_HasSymbolsBesideIt()
    {
        using ZipArchive symbols = feed.Open("ModelData.Producer", "snupkg");

        Assert.Contains(symbols.Entries, it => it.FullName == "lib/net10.0/ModelData.Producer.pdb");
    }

    [Fact]
    public void Package_NamesNoPathOfTheMachine()
    {
        foreach (string extension in (string[])["nupkg", "snupkg"])
        {
            using ZipArchive package = feed.Open("ModelData.Producer", extension);
            foreach (ZipArchiveEntry entry in package.Entries)
            {
                string text = Read(package, entry.FullName);
                Assert.DoesNotContain(Repository.Root, text, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Fact]
    public async Task Package_InAFreshApp_DoesWhatItsPageSays()
    {
        using ZipArchive package = feed.Open("ModelData.Producer", "nupkg");
        string snippet = Snippet().Match(Read(package, "README.md")).Groups[1].Value;
        string app = feed.CreateApp(snippet);

        string output = await Feed.RunAsync("run", "--project", app, "--property:NuGetAudit=false");

        Assert.Contains("$Timestamp,$CorrelationId,$RequestId,age,income", output, StringComparison.Ordinal);
        Assert.Matches(@"inputs: \S+Z,order-17,[0-9a-f-]{36},42,51000", output);
        Assert.Contains("ModelData: Model data collection is off", output, StringComparison.Ordinal);
    }

    private static XElement Metadata(ZipArchive package) =>
        XDocument
            .Parse(Read(package, "ModelData.Producer.nuspec").Trim('\uFEFF'))
            .Root!.Elements()
            .Single(it => it.Name.LocalName == "metadata");

    private static string Text(XElement metadata, string name) =>
        metadata.Elements().Single(it => it.Name.LocalName == name).Value;

    private static string Read(ZipArchive package, string file)
    {
        using StreamReader reader = new(package.GetEntry(file)!.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    /// <summary>A folder with packages of this working tree, built apart from everything else.</summary>
    public sealed class Feed : IAsyncLifetime
    {
        private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

        private readonly TemporaryFolder _folder = new();

        private string Packages => Path.Combine(_folder.Path, "feed");

        public async ValueTask InitializeAsync()
        {
            foreach (string project in (string[])["Shared", "Producer"])
            {
                await RunAsync(
                    "pack",
                    Path.Combine(Repository.Root, "src", project),
                    "--output",
                    Packages,
                    $"--property:ArtifactsPath={Path.Combine(_folder.Path, "artifacts")}",
                    "-nodeReuse:false"
                );
            }
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }

        public ZipArchive Open(string id, string extension) =>
            ZipFile.OpenRead(Directory.GetFiles(Packages, $"{id}.*.{extension}").Single());

        /// <summary>An app that has the package, and nothing of the repository, from this feed. Packages of others it takes from where they are.</summary>
        public string CreateApp(string program)
        {
            string app = Directory.CreateDirectory(Path.Combine(_folder.Path, "app")).FullName;
            string others =
                Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
            File.WriteAllText(Path.Combine(app, "Program.cs"), program);
            File.WriteAllText(
                Path.Combine(app, "nuget.config"),
                $"""
                <configuration>
                  <packageSources><clear /><add key="feed" value="{Packages}" /></packageSources>
                  <fallbackPackageFolders><clear /><add key="others" value="{others}" /></fallbackPackageFolders>
                </configuration>
                """
            );
            File.WriteAllText(
                Path.Combine(app, "App.csproj"),
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <OutputType>Exe</OutputType>
                    <TargetFramework>net10.0</TargetFramework>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <Nullable>enable</Nullable>
                    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                    <RestorePackagesPath>{Path.Combine(_folder.Path, "packages")}</RestorePackagesPath>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="ModelData.Producer" Version="*" />
                  </ItemGroup>
                </Project>
                """
            );
            return app;
        }

        public static async Task<string> RunAsync(params string[] arguments)
        {
            await using ChildProcess dotnet = await ChildProcess.StartAsync(
                $"dotnet {arguments[0]}",
                "dotnet",
                arguments,
                new Dictionary<string, string?>
                {
                    ["MSBUILDDISABLENODEREUSE"] = "1",
                    ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
                }
            );
            int code = await dotnet.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline);
            Assert.True(code == 0, dotnet.Output);
            return dotnet.Output;
        }
    }
}
