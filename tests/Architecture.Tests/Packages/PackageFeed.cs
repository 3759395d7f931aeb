using System.IO.Compression;
using System.Text.RegularExpressions;
using ModelData.Testing;

namespace ModelData.Architecture;

/// <summary>A folder with packages of this working tree, built apart from everything else, and apps outside of the repository that use them.</summary>
public sealed partial class PackageFeed : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private readonly string _version = $"test{Guid.NewGuid():N}";

    private string Feed => Path.Combine(_folder.Path, "feed");

    /// <summary>What apps restore. It stays for the next run, but for what is built here.</summary>
    private static string Restored => Path.Combine(Repository.Artifacts, "fresh-apps");

    public async ValueTask InitializeAsync()
    {
        foreach (string project in (string[])["Shared", "Producer"])
        {
            await DotNetAsync(
                "pack",
                Path.Combine(Repository.Root, "src", project),
                "--output",
                Feed,
                $"--property:ArtifactsPath={Path.Combine(_folder.Path, "artifacts")}",
                // Another version each time: what was restored of a former one is never taken for it.
                $"--property:VersionSuffix={_version}",
                "--property:NuGetAudit=false",
                "-nodeReuse:false"
            );
        }
        Directory.CreateDirectory(Restored);
        foreach (string former in Directory.GetDirectories(Restored, "modeldata.*"))
        {
            Directory.Delete(former, recursive: true);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens a package.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="extension"><c>nupkg</c>, or <c>snupkg</c> for its symbols.</param>
    public ZipArchive Open(string id, string extension = "nupkg") => ZipFile.OpenRead(FileOf(id, extension));

    /// <summary>
    /// An app that has the producer's package from this feed, and nothing of the repository; packages of others from where they are on this machine, and
    /// else from its feeds.
    /// </summary>
    /// <param name="program">Its code.</param>
    /// <returns>Its folder.</returns>
    public async Task<string> CreateAppAsync(string program)
    {
        string app = Directory.CreateDirectory(Path.Combine(_folder.Path, $"app-{Guid.NewGuid():N}")).FullName;
        string others =
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string machine = string.Concat(
            Sources()
                .Matches(await DotNetAsync("nuget", "list", "source"))
                .Select(it => $"""<packageSource key="{it.Groups[1].Value}"><package pattern="*" /></packageSource>""")
        );
        string version = Path.GetFileNameWithoutExtension(FileOf(Producer, "nupkg"))[(Producer.Length + 1)..];
        await File.WriteAllTextAsync(Path.Combine(app, "Program.cs"), program);
        await File.WriteAllTextAsync(
            Path.Combine(app, "nuget.config"),
            $"""
            <configuration>
              <packageSources><add key="feed" value="{Feed}" /></packageSources>
              <packageSourceMapping>
                <packageSource key="feed"><package pattern="ModelData.*" /></packageSource>
                {machine}
              </packageSourceMapping>
              <fallbackPackageFolders><clear /><add key="others" value="{others}" /></fallbackPackageFolders>
            </configuration>
            """
        );
        await File.WriteAllTextAsync(
            Path.Combine(app, "scoring.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <InvariantGlobalization>true</InvariantGlobalization>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>{Restored}</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{Producer}" Version="{version}" />
              </ItemGroup>
            </Project>
            """
        );
        return app;
    }

    /// <summary>Runs <c>dotnet</c> to its good end.</summary>
    /// <returns>Its output.</returns>
    public static async Task<string> DotNetAsync(params string[] arguments)
    {
        await using ChildProcess dotnet = await ChildProcess.StartAsync(
            $"dotnet {arguments[0]}",
            "dotnet",
            arguments,
            new Dictionary<string, string?>
            {
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
                ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            }
        );
        int code = await dotnet.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline);
        Assert.True(code == 0, dotnet.Output);
        return dotnet.Output;
    }

    private const string Producer = "ModelData.Producer";

    private string FileOf(string id, string extension) => Directory.GetFiles(Feed, $"{id}.*.{extension}").Single();

    [GeneratedRegex(@"^\s*\d+\.\s+(.+) \[Enabled\]", RegexOptions.Multiline)]
    private static partial Regex Sources();
}
