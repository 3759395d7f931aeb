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
        Assert.Equal(expected, new LocalFolder(root.Path).PathOf($"{Folder}/{file}"));
        Assert.Equal(expected, new LocalFolder(root.Path + "/").PathOf($"{Folder}/{file}"));
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
        Assert.Throws<CommandFailedException>(() => new LocalFolder(root.Path).PathOf(name));
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
                    Assert.StartsWith(inside, new LocalFolder(root.Path).PathOf(string.Concat(some)));
                }
                catch (CommandFailedException)
                {
                    // Refused: nothing is written.
                }
            });
    }
}
