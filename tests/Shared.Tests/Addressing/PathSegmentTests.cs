using CsCheck;

namespace ModelData.Tests.Addressing;

[Trait("Level", "Unit")]
public sealed class PathSegmentTests
{
    public static TheoryData<string, string> Vectors()
    {
        TheoryData<string, string> data = [];
        foreach (string line in Golden.Text("escaping.tsv").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != '#')
            {
                string[] parts = line.Split('\t');
                data.Add(System.Text.Json.JsonSerializer.Deserialize<string>(parts[0])!, parts[1]);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Escape_GoldenVector_GivesItsSegmentAndBack(string name, string segment)
    {
        Assert.Equal(segment, PathSegment.Escape(name));
        Assert.True(PathSegment.TryUnescape(segment, out string? back));
        Assert.Equal(name, back);
    }

    [Fact]
    public void Escape_AnyName_IsReversibleUnreservedAndStaysInItsFolder() =>
        Generators.Name.Sample(
            name =>
            {
                string segment = PathSegment.Escape(name);
                Assert.DoesNotContain(segment, c => !(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~'));
                Assert.False(segment[0] is '.' or '_');
                Assert.NotEqual('.', segment[^1]);
                Assert.Equal($"/a/{segment}/b", new Uri($"http://host/a/{segment}/b").AbsolutePath);
                Assert.True(PathSegment.TryUnescape(segment, out string? back));
                Assert.Equal(name, back);
            },
            iter: 10_000
        );

    [Fact]
    public void Escape_TwoNames_GiveTwoSegments() =>
        Gen.Select(Generators.Name, Generators.Name)
            .Sample((a, b) => a == b || PathSegment.Escape(a) != PathSegment.Escape(b), iter: 10_000);

    [Fact]
    public void TryUnescape_AnyText_IsRefusedOrEscapesToItself() =>
        Gen.String[Gen.Char["abZ09~2EF_.-/%é"], 0, 12]
            .Sample(
                text => !PathSegment.TryUnescape(text, out string? name) || PathSegment.Escape(name) == text,
                iter: 30_000
            );

    [Theory]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("~4")]
    [InlineData("~41")]
    [InlineData("~2e~2E")]
    [InlineData("a~FF")]
    [InlineData("..")]
    [InlineData("a.")]
    [InlineData("con")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public void TryUnescape_NotCanonical_IsRefused(string segment) =>
        Assert.False(PathSegment.TryUnescape(segment, out _));

    [Fact]
    public void Escape_NotAName_Throws()
    {
        foreach (string name in new[] { "", "\uD800", "a\uDC00b", "\uDC00\uD800", "😀\uD83D" })
        {
            Assert.Throws<ArgumentException>(() => PathSegment.Escape(name));
        }
    }
}
