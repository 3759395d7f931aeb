using System.IO.Compression;
using ModelData.Testing;

namespace ModelData.Architecture;

/// <summary>A debugger finds the sources of a package: packed from a repository whose host is known. About 20 s.</summary>
[Trait("Level", "Process")]
public sealed class SourceLinkTests
{
    private const string Id = "ModelData.Shared";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Pack_FromAKnownHost_SymbolsNameTheAddressOfEachSource()
    {
        using var folder = new TemporaryFolder();
        string tree = Path.Combine(folder.Path, "tree");
        foreach (string part in (string[])["src/Shared", "eng"])
        {
            Copy(part, tree, SearchOption.AllDirectories);
        }
        Copy("", tree, SearchOption.TopDirectoryOnly);
        Copy("src", tree, SearchOption.TopDirectoryOnly);
        await GitAsync(tree, "init", "--quiet");
        await GitAsync(tree, "remote", "add", "origin", "https://github.com/example/modeldata.git");
        await GitAsync(tree, "add", ".");
        await GitAsync(
            tree,
            "-c",
            "user.name=test",
            "-c",
            "user.email=test@localhost",
            "commit",
            "--quiet",
            "-m",
            "all"
        );
        string commit = await GitAsync(tree, "rev-parse", "HEAD");

        await PackageFeed.DotNetAsync(
            "pack",
            Path.Combine(tree, "src/Shared"),
            "--output",
            folder.Path,
            "--property:NuGetAudit=false",
            "--property:RunAnalyzers=false",
            "-nodeReuse:false"
        );

        using ZipArchive package = ZipFile.OpenRead(Directory.GetFiles(folder.Path, $"{Id}.*.snupkg").Single());
        using PackedSymbols symbols = new(package, Id);
        Assert.Equal(
            $$$"""{"documents":{"/_/*":"https://raw.githubusercontent.com/example/modeldata/{{{commit}}}/*"}}""",
            symbols.SourceLink
        );
        Assert.Contains("/_/src/Shared/Events/CollectedBatch.cs", symbols.Documents);
    }

    private static void Copy(string part, string tree, SearchOption depth)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, part), "*", depth))
        {
            string target = Path.Combine(tree, Path.GetRelativePath(Repository.Root, file));
            if (!target.Contains("node_modules", StringComparison.Ordinal))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }
    }

    private static async Task<string> GitAsync(string tree, params string[] arguments)
    {
        await using ChildProcess git = await ChildProcess.StartAsync("git", "git", ["-C", tree, .. arguments]);
        int code = await git.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline);
        Assert.True(code == 0, git.Output);
        return git.Output;
    }
}
