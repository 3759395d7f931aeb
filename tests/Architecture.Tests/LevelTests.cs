using System.Text.RegularExpressions;
using ModelData.Testing;

namespace ModelData.Architecture;

/// <summary>
/// Each test class says at which level it tests: <c>Unit</c> needs nothing, <c>Integration</c> sockets or an emulator, <c>Process</c> programs of
/// ours or others', <c>Containers</c>
/// Docker. What it tests about is a topic, where there is one.
/// </summary>
[Trait("Level", "Unit")]
public sealed partial class LevelTests
{
    private static readonly string[] Levels = ["Unit", "Integration", "Process", "Containers"];

    // What a test of this kind starts or connects to.
    private static readonly string[] Outside =
    [
        "AzuriteFixture",
        "AzuriteProcess",
        "BrokerProcess",
        "WorkerProcess",
        "ChildProcess",
        "DockerDaemon",
    ];

    [Fact]
    public void Classes_WithTests_HaveOneLevel()
    {
        var wrong =
            from it in Read()
            where it.Levels is not [var level] || !Levels.Contains(level)
            select $"{it.Class}: {string.Join(", ", it.Levels)}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Units_StartAndConnectToNothing()
    {
        var wrong =
            from it in Read()
            where it.Levels is ["Unit"]
            from name in Outside
            where Regex.IsMatch(it.Text, $@"\b{name}\b")
            select $"{it.Class} uses {name}";

        Assert.Empty(wrong);
    }

    // A contract is tested by the classes that derive from it; they have the level.
    private static IEnumerable<(string Class, string[] Levels, string Text)> Read() =>
        from file in Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "tests"),
            "*.cs",
            SearchOption.AllDirectories
        )
        where Path.GetFileNameWithoutExtension(file) != nameof(LevelTests)
        let text = File.ReadAllText(file)
        let heads = Head().Matches(text)
        from i in Enumerable.Range(0, heads.Count)
        let head = heads[i]
        let body = text[head.Index..(i + 1 < heads.Count ? heads[i + 1].Index : text.Length)]
        let levels = Level().Matches(head.Value).Select(it => it.Groups[1].Value).ToArray()
        where
            levels.Length > 0
            || (Test().IsMatch(body) && !head.Groups["kind"].Value.Contains("abstract") && !IsPart(head))
        select (head.Groups["name"].Value, levels, body);

    // The traits stand at one part of a class.
    private static bool IsPart(Match head) =>
        head.Groups["kind"].Value.Contains("partial") && Level().Count(head.Value) == 0;

    [GeneratedRegex(
        @"^(?:\[[^\n]*\]\n)*public (?<kind>(?:sealed |abstract |partial )*)class (?<name>\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Head();

    [GeneratedRegex(@"\[Trait\(""Level"", ""(\w+)""\)\]")]
    private static partial Regex Level();

    [GeneratedRegex(@"^\s*\[(?:Fact|Theory)\b", RegexOptions.Multiline)]
    private static partial Regex Test();
}
