using ModelData.Cli.DeadLetters;

namespace ModelData.Cli.Tests.DeadLetters;

[Trait("Level", "Unit")]
public sealed class LetterFilterTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 7, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData("sink-refused", null, null, true)]
    [InlineData("gap", null, null, false)]
    [InlineData(null, 0, null, true)]
    [InlineData(null, 1, null, false)]
    [InlineData(null, null, 0, false)]
    [InlineData(null, null, 1, true)]
    [InlineData("sink-refused", -1, 1, true)]
    [InlineData("gap", -1, 1, false)]
    public void Includes_LetterOfNoon_ByReasonAndTime(string? reason, int? from, int? before, bool expected)
    {
        var sut = new LetterFilter(reason, Hours(from), Hours(before));
        Assert.Equal(expected, sut.Includes(Letter("sink-refused", Noon)));
        Assert.Equal(reason is null && from is null && before is null, sut.IsEmpty);
    }

    [Theory]
    [InlineData(-100, null)]
    [InlineData(null, 100)]
    public void Includes_Gap_NotWhenATimeIsAskedFor(int? from, int? before)
    {
        Assert.False(new LetterFilter(null, Hours(from), Hours(before)).Includes(Letter("gap", null)));
        Assert.True(new LetterFilter("gap", null, null).Includes(Letter("gap", null)));
    }

    private static DateTimeOffset? Hours(int? hours) => hours is { } some ? Noon.AddHours(some) : null;

    private static ListedLetter Letter(string reason, DateTimeOffset? enqueued)
    {
        Assert.True(LetterName.TryParse(Letters.Name, out LetterName position));
        return new ListedLetter(Letters.Name, position, reason, "", enqueued, 1, null);
    }
}
