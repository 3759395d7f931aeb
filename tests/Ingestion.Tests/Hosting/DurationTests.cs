using ModelData.Ingestion.Settings;
using ModelData.SettingTexts;

namespace ModelData.Ingestion.Tests.Hosting;

[Trait("Level", "Unit")]
public sealed class DurationTests
{
    [Theory]
    [InlineData("00:00:10")]
    [InlineData("0:0:1")]
    [InlineData("00:00:00.250")]
    [InlineData("1.00:00:00")]
    [InlineData("0")]
    public void IsClear_HoursMinutesAndSeconds_Is(string text) => Assert.True(Duration.IsClear(text));

    [Theory]
    [InlineData("10", "00:00:10")]
    [InlineData("2.5", "00:00:02.5")]
    [InlineData("90000", "00:01:30")]
    [InlineData("0:10", "00:00:10")]
    [InlineData("90:00", "01:30:00")]
    [InlineData("24:00:00", "1.00:00:00")]
    [InlineData("10s", "00:00:10")]
    [InlineData("10 seconds", "00:00:10")]
    [InlineData("500ms", "00:00:00.5")]
    [InlineData("5m", "00:05:00")]
    [InlineData("1h30m", "01:30:00")]
    [InlineData("1d", "1.00:00:00")]
    [InlineData("PT10S", "00:00:10")]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    [InlineData("1e3", null)]
    [InlineData("NaN", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("999999999d", null)]
    public void Guess_OtherForms_AreNotClearAndWouldMean(string text, string? meaning)
    {
        var bounds = new DurationWithinAttribute("00:00:00.010", "10:00:00");
        bool isLong = meaning?.StartsWith("1.", StringComparison.Ordinal) == true;

        Assert.False(Duration.IsClear(text));
        Assert.Equal(
            meaning,
            Duration.Guess(text, it => isLong || bounds.Holds(it)) is { } guess ? Duration.Format(guess) : null
        );
    }
}
