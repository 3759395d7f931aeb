using System.Globalization;
using System.Text.RegularExpressions;
using ModelData.Testing;

namespace ModelData.Architecture;

/// <summary>The repository speaks of the product alone, in files that fit on a few screens.</summary>
[Trait("Level", "Unit")]
public sealed partial class RepositoryTextTests
{
    private const int MaxLines = 400;

    private static readonly HashSet<string> SkippedFolders =
    [
        "artifacts",
        "node_modules",
        ".git",
        ".vs",
        ".idea",
        "bin",
        "obj",
    ];

    private static readonly HashSet<string> TextExtensions =
    [
        ".cs",
        ".csproj",
        ".props",
        ".targets",
        ".md",
        ".json",
        ".mjs",
        ".js",
        ".py",
        ".sh",
        ".globalconfig",
        ".txt",
        ".yml",
        ".yaml",
        ".env",
        ".bicep",
        ".bicepparam",
        "",
    ];

    [Fact]
    public void SourceFiles_Length_IsAtMost400Lines()
    {
        var tooLong = TextFiles()
            .Where(it => it.EndsWith(".cs", StringComparison.Ordinal))
            .Select(it => (Path: Relative(it), Lines: File.ReadLines(it).Count()))
            .Where(it => it.Lines > MaxLines);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void SourceFiles_Lines_AreWithinTheLimitOfTheEditor()
    {
        string config = File.ReadAllText(Path.Combine(Repository.Root, ".editorconfig"));
        int limit = int.Parse(Limit().Match(config).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var tooLong =
            from file in TextFiles()
            where file.EndsWith(".cs", StringComparison.Ordinal)
            from line in File.ReadLines(file).Index()
            where line.Item.Length > limit
            select $"{Relative(file)}:{line.Index + 1}: {line.Item.Length}";
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Text_HoldsNoPathOfAMachineAndNoRegistryHost()
    {
        var hits =
            from file in TextFiles()
            from line in File.ReadLines(file).Index()
            where MachineText().IsMatch(line.Item)
            select $"{Relative(file)}:{line.Index + 1}: {line.Item.Trim()}";
        Assert.Empty(hits);
    }

    [Fact]
    public void Todos_InSource_HaveALink()
    {
        var hits =
            from file in TextFiles()
            where
                file.EndsWith(".cs", StringComparison.Ordinal)
                && !file.EndsWith("RepositoryTextTests.cs", StringComparison.Ordinal)
            from line in File.ReadLines(file).Index()
            where
                line.Item.Contains("TODO", StringComparison.Ordinal)
                && !line.Item.Contains("https://", StringComparison.Ordinal)
            select $"{Relative(file)}:{line.Index + 1}: {line.Item.Trim()}";
        Assert.Empty(hits);
    }

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path);

    private static IEnumerable<string> TextFiles() =>
        Walk(new DirectoryInfo(Repository.Root)).Where(it => TextExtensions.Contains(Path.GetExtension(it)));

    private static IEnumerable<string> Walk(DirectoryInfo folder) =>
        folder
            .EnumerateFiles()
            .Where(it => it.Name != ".git")
            .Select(it => it.FullName)
            .Concat(folder.EnumerateDirectories().Where(it => !SkippedFolders.Contains(it.Name)).SelectMany(Walk));

    // Absolute paths of a build machine, and the "resolved" addresses that npm writes into lock files by default.
    [GeneratedRegex(@"(?<![\w.~$*-])/(work|home|root|Users)/\w|""resolved"": ""http")]
    private static partial Regex MachineText();

    [GeneratedRegex(@"^max_line_length = (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Limit();
}
