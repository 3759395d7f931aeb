using System.Text.RegularExpressions;
using ModelData.Testing;

namespace ModelData.Docs;

/// <summary>Code in the pages is code that compiles: a block behind <c>&lt;!-- snippet: name --&gt;</c> equals the region of that name.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Docs")]
public sealed partial class SnippetTests
{
    [Fact]
    public void Snippets_InThePages_EqualTheCompiledOnes()
    {
        var regions = ReadRegions();
        int compared = 0;
        foreach (string page in DocumentationPages.All)
        {
            foreach (Match block in Blocks().Matches(DocumentationPages.Read(page)))
            {
                Assert.Equal(regions[block.Groups["name"].Value], block.Groups["code"].Value.TrimEnd());
                compared++;
            }
        }

        Assert.True(compared >= regions.Count, "a snippet is shown nowhere");
    }

    private static Dictionary<string, string> ReadRegions()
    {
        var regions = new Dictionary<string, string>();
        string folder = Path.Combine(Repository.Root, "tests", "Docs.Tests", "Snippets");
        foreach (string file in Directory.EnumerateFiles(folder, "*.cs"))
        {
            foreach (Match region in Regions().Matches(File.ReadAllText(file)))
            {
                regions[region.Groups["name"].Value] = Unindent(region.Groups["code"].Value);
            }
        }

        return regions;
    }

    private static string Unindent(string code)
    {
        string[] lines = code.TrimEnd().Split('\n');
        int indent = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length >= indent ? line[indent..] : ""));
    }

    [GeneratedRegex("<!-- snippet: (?<name>\\w+) -->\n```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex("[ ]*#region (?<name>\\w+)\n(?<code>.*?)[ ]*#endregion", RegexOptions.Singleline)]
    private static partial Regex Regions();
}
