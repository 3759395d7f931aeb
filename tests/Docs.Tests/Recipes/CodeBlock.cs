using System.Text.RegularExpressions;

namespace ModelData.Docs.Recipes;

/// <summary>A block of code in a page.</summary>
/// <param name="Page">The page.</param>
/// <param name="Language">As the fence says.</param>
/// <param name="Name">The name in the comment <c>&lt;!-- run: name --&gt;</c> before it; empty when there is none.</param>
/// <param name="IsRun">Whether it can be run here; not behind <c>&lt;!-- not run: reason --&gt;</c>.</param>
/// <param name="Code">The code.</param>
internal sealed partial record CodeBlock(string Page, string Language, string Name, bool IsRun, string Code)
{
    public static IReadOnlyList<CodeBlock> In(string page, string language) =>
        [
            .. Blocks()
                .Matches(DocumentationPages.Read(page))
                .Where(it => it.Groups["language"].Value == language)
                .Select(it => new CodeBlock(
                    page,
                    language,
                    it.Groups["name"].Value,
                    !it.Groups["reason"].Success,
                    it.Groups["code"].Value
                )),
        ];

    [GeneratedRegex(
        @"^(?:<!-- (?:run: (?<name>[\w-]+)|not run: (?<reason>.+?)) -->\n)?```(?<language>\w+)\n(?<code>.*?)^```$",
        RegexOptions.Singleline | RegexOptions.Multiline
    )]
    private static partial Regex Blocks();
}
