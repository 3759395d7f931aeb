using System.Text;
using Microsoft.Extensions.Time.Testing;
using ModelData.Cli.Files;

namespace ModelData.Cli.Tests.Files;

[Trait("Level", "Unit")]
public sealed class FileFilterTests
{
    private static readonly DateOnly Day = new(2026, 3, 7);

    [Fact]
    public void Prefix_LeadingNames_AreEscapedAndStopAtTheFirstGap()
    {
        Assert.Equal("", new FileFilter { Model = "m" }.Prefix);
        var workspace = new FileFilter
        {
            Subscription = "a b",
            ResourceGroup = "rg",
            Workspace = "ws",
            Model = "m",
        };
        Assert.Equal("a~20b/rg/ws/", workspace.Prefix);
        var all = workspace with { WebService = "s", Version = "1", Identifier = "i", From = Day, To = Day };
        Assert.Equal("a~20b/rg/ws/s/m/1/i/2026/", all.Prefix);
        Assert.Equal("a~20b/rg/ws/s/m/1/i/", (all with { To = Day.AddYears(1) }).Prefix);
    }

    [Fact]
    public void Matches_EachPart_Decides()
    {
        var address = new CollectionAddress("a", "b", "c", "d", "e", "f", "g");
        var location = new BlobLocation(address, Day, "data.csv");
        Assert.True(new FileFilter().Matches(location));
        Assert.True(
            new FileFilter
            {
                From = Day,
                To = Day,
                WebService = "d",
                Version = "f",
            }.Matches(location)
        );
        FileFilter[] others =
        [
            new() { Subscription = "x" },
            new() { ResourceGroup = "x" },
            new() { Workspace = "x" },
            new() { WebService = "D" },
            new() { Model = "x" },
            new() { Version = "x" },
            new() { Identifier = "x" },
            new() { From = Day.AddDays(1) },
            new() { To = Day.AddDays(-1) },
        ];
        Assert.All(others, other => Assert.False(other.Matches(location)));
    }

    [Fact]
    public void DayArgument_Words_AreUtcDays()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 8, 0, 30, 0, TimeSpan.Zero));
        Assert.Equal(new DateOnly(2026, 3, 8), DayArgument.Read("--day", "today", time));
        Assert.Equal(Day, DayArgument.Read("--day", "yesterday", time));
        Assert.Equal(Day, DayArgument.Read("--day", "2026-03-07", time));
        Assert.Throws<CommandFailedException>(() => DayArgument.Read("--day", "07.03.2026", time));
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n", 2, 8)]
    [InlineData("a\n\"x\n\"\"y\"\nz\n", 2, 10)]
    [InlineData("a\n1\n", 3, -1)]
    [InlineData("", 1, -1)]
    public void LinesEnd_QuotedLineFeeds_EndNoLine(string csv, int lines, int expected) =>
        Assert.Equal(expected, CsvHead.LinesEnd(Encoding.UTF8.GetBytes(csv), lines));
}
