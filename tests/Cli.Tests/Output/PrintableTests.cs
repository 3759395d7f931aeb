using CsCheck;
using ModelData.Cli.Output;

namespace ModelData.Cli.Tests.Output;

[Trait("Level", "Unit")]
public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain [red]text[/] é 模型 😀", "plain [red]text[/] é 模型 😀")]
    [InlineData("\u001b[2J", "\\u{1b}[2J")]
    [InlineData("a\nb\tc\r", "a\\u{a}b\\u{9}c\\u{d}")]
    [InlineData("\u009b31m", "\\u{9b}31m")]
    [InlineData("a\u202eb", "a\\u{202e}b")]
    [InlineData("a\u2028b", "a\\u{2028}b")]
    [InlineData("\u0000", "\\u{0}")]
    [InlineData(null, "")]
    public void Line_WhatControlsATerminal_IsAnEscape(string? text, string expected) =>
        Assert.Equal(expected, Printable.Line(text));

    [Fact]
    public void Line_HalfACharacter_IsAnEscape() => Assert.Equal("\\u{d83d}", Printable.Line("\ud83d"));

    [Fact]
    public void Lines_LineFeedsAndTabs_Stay() => Assert.Equal("a\n\tb\\u{1b}", Printable.Lines("a\n\tb\u001b"));

    [Fact]
    public void Line_AnyText_HoldsNoControl() =>
        Gen.Char[(char)0, (char)0x2fff]
            .Array[0, 20]
            .Sample(text => Assert.DoesNotContain(Printable.Line(new string(text)), char.IsControl));

    [Fact]
    public void TextTable_MarkupAndControlsInACell_ArePlainText()
    {
        var table = new TextTable("NAME", ">N");
        table.Add("[red]x[/] [[", "1");
        table.Add("\u001b]0;title\u0007" + new string('p', 500), "22");
        using var writer = new StringWriter();
        table.WriteTo(writer);
        string[] lines = writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains("[red]x[/] [[", lines[1]);
        Assert.Contains("\\u{1b}]0;title\\u{7}" + new string('p', 500), lines[2]);
        Assert.DoesNotContain('\u001b', writer.ToString());
    }

    [Fact]
    public void HexDump_Bytes_AreShownSixteenALine() =>
        Assert.Equal(
            "00000000  00 1b 41 ff 20 20 20 20 20 20 20 20 20 20 20 20  ..A.            \n"
                + "00000010  7a                                               z\n",
            HexDump.Of([0, 0x1b, 0x41, 0xff, .. Enumerable.Repeat((byte)0x20, 12), (byte)'z'])
        );

    [Fact]
    public void TextTable_OneLongCell_IsWholeAndDoesNotFillTheOthersUp()
    {
        var table = new TextTable("NAME", "N");
        table.Add(new string('x', 1_000_000), "1");
        table.Add("模型", "2");
        table.Add("", "");
        using var text = new StringWriter();
        table.WriteTo(text);
        string[] lines = text.ToString().Split('\n');
        Assert.Equal(new string('x', 1_000_000) + "  1", lines[1]);
        // Two letters of two cells each.
        Assert.Equal("模型" + new string(' ', 256 - 4) + "  2", lines[2]);
        Assert.Equal(["", ""], lines[3..]);
    }
}
