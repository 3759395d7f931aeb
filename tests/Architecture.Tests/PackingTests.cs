using ModelData.Testing;

namespace ModelData.Architecture;

/// <summary>What `dotnet pack` does with projects that are no packages.</summary>
[Trait("Level", "Process")]
public sealed class PackingTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static TheoryData<string> WebProjects =>
        [
            .. ((string[])["src", "samples", "tests", "bench"])
                .SelectMany(folder =>
                    Directory.EnumerateFiles(
                        Path.Combine(Repository.Root, folder),
                        "*.csproj",
                        SearchOption.AllDirectories
                    )
                )
                .Where(file =>
                    File.ReadAllText(file).Contains("Sdk=\"Microsoft.NET.Sdk.Web\"", StringComparison.Ordinal)
                )
                .Select(file => Path.GetRelativePath(Repository.Root, file)),
        ];

    [Theory]
    [MemberData(nameof(WebProjects))]
    public async Task Pack_WebProject_IsSkippedWithoutAnError(string project)
    {
        await using var pack = await ChildProcess.StartAsync(
            "dotnet pack",
            "dotnet",
            // A condition of the target alone decides: neither a build nor a restore is needed for it.
            [
                "msbuild",
                Path.Combine(Repository.Root, project),
                "-t:Pack",
                "-p:NoBuild=true",
                "-nodeReuse:false",
                "-nologo",
            ]
        );

        int code = await pack.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline);

        Assert.True(code == 0, pack.Output);
    }
}
