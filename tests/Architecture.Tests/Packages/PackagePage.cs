using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelData.Architecture;

/// <summary>The page that a package shows, and what it has a reader do.</summary>
/// <param name="Text">The page.</param>
internal sealed partial record PackagePage(string Text)
{
    public static PackagePage Of(ZipArchive package)
    {
        using StreamReader reader = new(package.GetEntry("README.md")!.Open(), Encoding.UTF8);
        return new PackagePage(reader.ReadToEnd());
    }

    /// <summary>The whole program of its first section.</summary>
    public string Program => CSharp().Match(Text).Groups[1].Value;

    /// <summary>The variables that the sections of a title have one set.</summary>
    public Dictionary<string, string?> Variables(string title) =>
        Exports()
            .Matches(Section(title))
            .ToDictionary(it => it.Groups[1].Value, it => (string?)it.Groups[2].Value.Trim('\''));

    /// <summary>The lines of the last block of a section.</summary>
    public string[] LastBlock(string title)
    {
        string[] parts = Section(title).Split("```\n");
        return parts[^2].TrimEnd().Split('\n');
    }

    /// <summary>The first column of the last table of a section, without quotes.</summary>
    public string[] FirstColumn(string title) => [.. Cells().Matches(Section(title)).Select(it => it.Groups[1].Value)];

    private string Section(string title)
    {
        int start = Text.IndexOf($"## {title}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"the page has no section '{title}'");
        int end = Text.IndexOf("\n## ", start, StringComparison.Ordinal);
        return Text[start..(end < 0 ? Text.Length : end + 1)];
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex("^export (ModelData__[A-Za-z_]+)=(.+)$", RegexOptions.Multiline)]
    private static partial Regex Exports();

    [GeneratedRegex(@"^\| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Cells();
}
