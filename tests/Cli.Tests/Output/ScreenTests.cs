using ModelData.Cli.Output;

namespace ModelData.Cli.Tests.Output;

/// <summary>What is looked at again and again neither wipes what can be scrolled back to, nor begins with an empty line in a pipe.</summary>
[Trait("Level", "Unit")]
public sealed class ScreenTests
{
    [Fact]
    public void Show_IntoAPipe_IsTheTextsWithALineBetween()
    {
        using var output = new StringWriter();
        using (var sut = new Screen(Context(output, hasSequences: false)))
        {
            sut.Show("first\n");
            sut.Show("second\n");
        }
        Assert.Equal("first\n\nsecond\n", output.ToString());
    }

    [Fact]
    public void Show_OnATerminal_UsesTheAlternateScreenAndLeavesIt()
    {
        using var output = new StringWriter();
        using (var sut = new Screen(Context(output, hasSequences: true)))
        {
            sut.Show("first\nline\n");
        }
        Assert.Equal("\e[?1049h\e[Hfirst\e[K\nline\e[K\e[J\e[?1049l", output.ToString());
    }

    [Theory]
    [InlineData("1\n2\n3\n4\n", 4)]
    [InlineData("1\n2\n3\n4\n5\n", 3)]
    // A line of eleven cells takes two rows of ten.
    [InlineData("1\n2\n12345678901\n4\n", 2)]
    [InlineData("1\n2\n3\n12345678901\n", 3)]
    public void Show_MoreThanFits_IsCutAtTheEnd(string text, int lines)
    {
        using var output = new StringWriter();
        using (var sut = new Screen(Context(output, hasSequences: true)))
        {
            sut.Show(text);
        }
        string[] all = text.TrimEnd('\n').Split('\n');
        Assert.Equal(lines < all.Length, output.ToString().Contains("more than fits", StringComparison.Ordinal));
        Assert.Equal(lines, all.Count(it => output.ToString().Contains($"{it}\e[K", StringComparison.Ordinal)));
    }

    private static CommandContext Context(TextWriter output, bool hasSequences) =>
        new(output, TextWriter.Null, hasSequences, _ => null, TimeProvider.System)
        {
            HasSequences = hasSequences,
            ScreenSize = () => (10, 4),
        };
}
