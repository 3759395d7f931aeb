using System.Text.RegularExpressions;
using ModelData.Ingestion.Diagnostics;
using ModelData.Testing;

namespace ModelData.Docs;

/// <summary>The page that every problem leads to: a section for each entry of the catalogue, and a symptom that leads to each.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Docs")]
public sealed partial class TroubleshootingTests
{
    private static readonly string Page = Path.Combine("docs", "troubleshooting.md");
    private static readonly string[] Codes = [.. ProblemCatalogue.All.Select(it => it.Code)];
    private static readonly string[] Parts = ["What it means", "How it shows", "What to do", "Rows meanwhile"];

    [Fact]
    public void Codes_AreUniqueAndInLowerCaseWithHyphens()
    {
        Assert.Equal(Codes.Distinct(), Codes);
        Assert.All(Codes, code => Assert.Matches("^[a-z]+(-[a-z]+)*$", code));
    }

    [Fact]
    public void Codes_AreTheNamesOfTheirProperties_AndAllIsAllOfThem()
    {
        var properties = typeof(ProblemCatalogue).GetProperties().Where(it => it.PropertyType == typeof(KnownProblem));
        var named = properties.Select(it => (it.Name, ((KnownProblem)it.GetValue(null)!).Code));
        Assert.Equal(Codes.Select(code => (ToProperty(code), code)), named);
    }

    [Fact]
    public void Sections_AreThoseOfTheCatalogueInItsOrder() =>
        Assert.Equal(Codes, ReadSections().Select(it => it.Code));

    [Fact]
    public void Sections_SayWhatItMeansHowItShowsWhatToDoAndWhatHappensToRows()
    {
        var lacking =
            from section in ReadSections()
            from part in Parts
            where section.Text.Split($"\n**{part}.** ").Length != 2
            select $"{section.Code}: {part}";
        Assert.Empty(lacking);
    }

    [Fact]
    public void Symptoms_LeadToEverySectionAndToNoOther()
    {
        string text = DocumentationPages.Read(Page);
        string symptoms = text[..text.IndexOf("\n## ", StringComparison.Ordinal)];
        Assert.Equal(Codes.Order(), Targets(symptoms).Distinct().Order());
        Assert.Empty(Targets(text).Except(Codes));
    }

    [Fact]
    public void Links_FromOtherPages_LeadToASection()
    {
        var broken =
            from page in DocumentationPages.All
            from Match link in LinkToPage().Matches(DocumentationPages.Read(page))
            where !Codes.Contains(link.Groups[1].Value)
            select $"{page}: {link.Value}";
        Assert.Empty(broken);
    }

    [Fact]
    public void LogIds_AreThoseOfTheEngine()
    {
        string file = Path.Combine(Repository.Root, "src", "Ingestion", "Diagnostics", "EventIds.cs");
        var known = EventId().Matches(File.ReadAllText(file)).Select(it => it.Groups[1].Value);
        var named = LogId().Matches(DocumentationPages.Read(Page)).Select(it => it.Value).ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(known));
    }

    private static IEnumerable<(string Code, string Text)> ReadSections() =>
        DocumentationPages
            .Read(Page)
            .Split("\n## ")
            .Skip(1)
            .Select(section => section.Split('\n', 2))
            .Select(it => (it[0], it[1]));

    private static IEnumerable<string> Targets(string text) => Anchor().Matches(text).Select(it => it.Groups[1].Value);

    private static string ToProperty(string code) =>
        string.Concat(code.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    [GeneratedRegex(@"\]\(#([^)]+)\)")]
    private static partial Regex Anchor();

    [GeneratedRegex(@"troubleshooting\.md#([a-z-]*)")]
    private static partial Regex LinkToPage();

    [GeneratedRegex(@" = (\d{4});")]
    private static partial Regex EventId();

    [GeneratedRegex(@"\b(11|3\d)\d\d\b")]
    private static partial Regex LogId();
}
