using System.Text.RegularExpressions;
using ModelData.Testing;

namespace ModelData.Docs;

/// <summary>A link into the repository leads somewhere.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Docs")]
public sealed partial class LinkTests
{
    [Fact]
    public void Links_ToFiles_Exist()
    {
        var broken = new List<string>();
        foreach (string page in DocumentationPages.All)
        {
            string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
            foreach (Match link in Links().Matches(DocumentationPages.Read(page)))
            {
                string target = link.Groups["target"].Value.Split('#')[0];
                bool isElsewhere = target.Contains("://", StringComparison.Ordinal) || target.Length == 0;
                if (!isElsewhere && !Path.Exists(Path.Combine(folder, target)))
                {
                    broken.Add($"{page}: {target}");
                }
            }
        }

        Assert.Empty(broken);
    }

    [GeneratedRegex("\\]\\((?<target>[^)\\s]+)\\)")]
    private static partial Regex Links();
}
