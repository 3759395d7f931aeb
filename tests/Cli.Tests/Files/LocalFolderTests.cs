using System.Text.Json;
using CsCheck;
using ModelData.Cli.Files;
using ModelData.Testing;

namespace ModelData.Cli.Tests.Files;

[Trait("Level", "Unit")]
public sealed class LocalFolderTests
{
    private const string Folder = "sub/rg/ws/svc/model/1/inputs/2026/03/07";

    [Theory]
    [InlineData("data.csv")]
    [InlineData("data-2.csv")]
    [InlineData("data.parquet")]
    [InlineData("_manifest.json")]
    [InlineData("_schema.json")]
    public void PathOf_AFileOfTheLayout_KeepsItsPath(string file)
    {
        using var root = new TemporaryFolder();
        string expected = Path.Combine([root.Path, .. Folder.Split('/'), file]);
        Assert.Equal(expected, LocalFolder.Open(root.Path).PathOf($"{Folder}/{file}"));
        Assert.Equal(expected, LocalFolder.Open(root.Path + "/").PathOf($"{Folder}/{file}"));
    }

    [Theory]
    [InlineData("../evil.csv")]
    [InlineData("/etc/passwd")]
    [InlineData($"../{Folder}/data.csv")]
    [InlineData("sub/rg/ws/svc/model/1/../2026/03/07/data.csv")]
    [InlineData("sub/rg/ws/svc/model/1/inputs/2026/03/07/..")]
    [InlineData("sub/rg/ws/svc/model/1/inputs/2026/03/07/../data.csv")]
    [InlineData("sub/rg/ws/svc/model/1/inputs/2026/03/..\\..\\x/data.csv")]
    [InlineData("sub/rg/ws/svc/model/1/in\\..\\puts/2026/03/07/data.csv")]
    [InlineData("sub/rg/ws/svc/model/1/C:/2026/03/07/data.csv")]
    [InlineData("sub//ws/svc/model/1/inputs/2026/03/07/data.csv")]
    [InlineData("sub/rg/ws/svc/model/1/con/2026/03/07/data.csv")]
    [InlineData($"{Folder}/data.csv\0")]
    [InlineData($"{Folder}/other.csv")]
    [InlineData($"{Folder}/.bashrc")]
    [InlineData("")]
    public void PathOf_AnythingElse_IsRefused(string name)
    {
        using var root = new TemporaryFolder();
        Assert.Throws<CommandFailedException>(() => LocalFolder.Open(root.Path).PathOf(name));
    }

    [Fact]
    public void PathOf_SegmentOf255Bytes_IsKeptAndALongerOneShortened()
    {
        using var root = new TemporaryFolder();
        LocalFolder sut = LocalFolder.Open(root.Path);
        string kept = string.Concat(Enumerable.Repeat("~E6~A8~A1", 28)) + "~20";
        Assert.Equal(255, kept.Length);
        Assert.Equal(Path.Combine(root.Path, Of(kept)), sut.PathOf(Of(kept)));
        Assert.Equal(0, sut.Names.Added);

        string longer = kept + "x";
        string local = sut.PathOf(Of(longer));
        string name = local[root.Path.Length..].Split('/')[5];
        Assert.InRange(name.Length, 34, 255);
        Assert.Equal(local, Path.Combine(root.Path, Of(name)));
        Assert.False(PathSegment.TryUnescape(name, out _));
        Assert.Equal(1, sut.Names.Added);
        // Another file of the folder goes beside it, and another run names it the same.
        Assert.Equal(
            Path.Combine(Path.GetDirectoryName(local)!, "_schema.json"),
            sut.PathOf(Of(longer, "_schema.json"))
        );
        Assert.Equal(1, sut.Names.Added);
        Assert.Equal(local, LocalFolder.Open(root.Path).PathOf(Of(longer)));
    }

    [Fact]
    public void PathOf_LongNamesOfOneBeginning_StayApart()
    {
        using var root = new TemporaryFolder();
        LocalFolder sut = LocalFolder.Open(root.Path);
        string beginning = string.Concat(Enumerable.Repeat("~D7~90", 50));
        string[] locals = [.. new[] { "a", "b", "A" }.Select(end => sut.PathOf(Of(beginning + end)))];
        Assert.Equal(3, locals.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(locals, it => Assert.All(it, c => Assert.True(char.IsAscii(c))));
        Directory.CreateDirectory(Path.GetDirectoryName(locals[0])!);
    }

    [Theory]
    [InlineData("a~E6~A8~A1", 1)]
    [InlineData("a~E6~A8~A1", 2)]
    [InlineData("a~E6~A8~A1", 3)]
    public void Mapped_CutsNoEscape(string text, int skipped)
    {
        string segment = new string('b', skipped) + string.Concat(Enumerable.Repeat(text, 40));
        string name = LocalName.Mapped(segment);
        Assert.Matches("^([ab]|~[0-9A-F]{2})+~-[0-9a-f]{32}$", name);
    }

    [Fact]
    public void PathOf_WholePathTooLong_ShortensTheLongestSegmentsForAllFilesOfTheFolder()
    {
        using var root = new TemporaryFolder();
        string longest = new('x', 120);
        var rules = new LocalRules(root.Path.Length + 1 + 64 + 5 + 140, IgnoresCase: false);
        var sut = new LocalFolder(root.Path, rules);
        string local = sut.PathOf(Of(longest));
        Assert.InRange(local.Length, 1, rules.MaxPathBytes - 64);
        Assert.Contains("/sub/rg/ws/svc/~-", local);
        string other = sut.PathOf(Of(longest, "data-p0007-357dff15a3f2318c-200000.parquet"));
        Assert.Equal(Path.GetDirectoryName(local), Path.GetDirectoryName(other));

        var narrow = new LocalFolder(root.Path, rules with { MaxPathBytes = root.Path.Length + 100 });
        Assert.Contains(
            "shorter path",
            Assert.Throws<CommandFailedException>(() => narrow.PathOf(Of(longest))).Message
        );
    }

    [Fact]
    public void PathOf_NamesThatDifferByCaseWhereThatDoesNotCount_StayApart()
    {
        using var root = new TemporaryFolder();
        var rules = new LocalRules(4095, IgnoresCase: true);
        var sut = new LocalFolder(root.Path, rules);
        string upper = sut.PathOf(Of("Model"));
        string lower = sut.PathOf(Of("model"));
        Assert.Equal(Path.Combine(root.Path, Of("Model")), upper);
        Assert.NotEqual(upper, lower, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("/model~-", lower);
        Assert.Equal(1, sut.Names.Added);

        // One that an earlier copy made counts as well.
        Directory.CreateDirectory(Path.GetDirectoryName(upper)!);
        var later = new LocalFolder(root.Path, rules);
        Assert.Equal(lower, later.PathOf(Of("model")));
        Assert.Equal(upper, later.PathOf(Of("Model")));
    }

    [Fact]
    public void Names_WrittenTwice_KeepWhatWasThere()
    {
        using var root = new TemporaryFolder();
        foreach (string end in (string[])["a", "b"])
        {
            LocalFolder sut = LocalFolder.Open(root.Path);
            sut.PathOf(Of(string.Concat(Enumerable.Repeat("~E6~A8~A1", 30)) + end));
            sut.Names.Write();
        }
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(root.Path, "_names.json")));
        JsonElement[] folders = [.. document.RootElement.GetProperty("folders").EnumerateArray()];
        Assert.Equal(2, folders.Length);
        Assert.Contains(folders, it => it.GetProperty("name").GetString() == new string('模', 30) + "b");
        Assert.All(folders, it => Assert.StartsWith("sub/rg/ws/svc/~E6", it.GetProperty("local").GetString()));
        Assert.All(folders, it => Assert.InRange(it.GetProperty("path").GetString()!.Length, 270, 300));
    }

    [Theory]
    [InlineData("somebody's")]
    [InlineData("{}")]
    [InlineData("{ \"version\": 2, \"folders\": [] }")]
    [InlineData("{ \"version\": 1, \"folders\": [ 1 ] }")]
    [InlineData("{ \"version\": 1, \"folders\": [ { \"local\": null, \"path\": \"p\" } ] }")]
    public void Names_OfAStranger_AreNotOverwritten(string document)
    {
        using var root = new TemporaryFolder();
        File.WriteAllText(Path.Combine(root.Path, "_names.json"), document);
        var failure = Assert.Throws<CommandFailedException>(() => LocalFolder.Open(root.Path));
        Assert.Contains("move it away", failure.Message);
    }

    [Fact]
    public void Rules_OfThisFileSystem_LeaveNothingBehind()
    {
        using var root = new TemporaryFolder();
        LocalRules rules = LocalRules.Of(root.Path);
        File.WriteAllText(Path.Combine(root.Path, "a"), "");
        Assert.Equal(File.Exists(Path.Combine(root.Path, "A")), rules.IgnoresCase);
        Assert.Single(Directory.GetFiles(root.Path));
    }

    [Fact]
    public void PathOf_AnyNameOfPathCharacters_NeverLeavesTheFolder()
    {
        using var root = new TemporaryFolder();
        string inside = root.Path + Path.DirectorySeparatorChar;
        string[] parts = ["..", ".", "/", "\\", "a", "2026", "03", "07", "data.csv", "~", "%2F", "C:", "con"];
        Gen.Int[0, parts.Length - 1]
            .Select(i => parts[i])
            .Array[1, 23]
            .Sample(some =>
            {
                try
                {
                    Assert.StartsWith(inside, LocalFolder.Open(root.Path).PathOf(string.Concat(some)));
                }
                catch (CommandFailedException)
                {
                    // Refused: nothing is written.
                }
            });
    }

    private static string Of(string model, string file = "data.csv") =>
        $"sub/rg/ws/svc/{model}/1/inputs/2026/03/07/{file}";
}
