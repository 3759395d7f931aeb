using Microsoft.Extensions.Options;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Tests.Completing;

[Trait("Level", "Unit")]
public sealed class CompletionTimesTests
{
    private static readonly DateOnly Day = new(2026, 11, 25);

    [Theory]
    [InlineData("2026-11-25T00:00:00Z", "2026-11-26T00:15:00Z")]
    [InlineData("2026-11-25T23:59:59Z", "2026-11-26T00:15:00Z")]
    [InlineData("2026-11-24T20:00:00Z", "2026-11-26T00:15:00Z")] // early: a clock that is ahead
    [InlineData("2026-11-26T00:00:00Z", "2026-11-26T00:15:00Z")] // late
    [InlineData("2026-12-24T10:00:00Z", "2026-12-24T10:15:00Z")]
    public void Until_Daily_EndOfDayAndGraceAndForLateRowsTheGrace(string time, string until) =>
        Assert.Equal(Time(until), Sut(TimeSpan.FromDays(1)).Until(Day, Time(time)));

    [Theory]
    [InlineData("2026-11-25T00:00:00Z", "2026-11-25T01:15:00Z")]
    [InlineData("2026-11-25T09:59:59Z", "2026-11-25T10:15:00Z")]
    [InlineData("2026-11-24T20:00:00Z", "2026-11-25T01:15:00Z")]
    [InlineData("2026-11-25T23:30:00Z", "2026-11-26T00:15:00Z")]
    [InlineData("2026-11-26T07:00:00Z", "2026-11-26T07:15:00Z")]
    public void Until_Hourly_EndOfHourAndGrace(string time, string until) =>
        Assert.Equal(Time(until), Sut(TimeSpan.FromHours(1)).Until(Day, Time(time)));

    [Theory]
    [InlineData(24, "2026-11-26T00:14:59Z", "2026-11-24")]
    [InlineData(24, "2026-11-26T00:15:00Z", "2026-11-25")]
    [InlineData(1, "2026-11-25T01:14:59Z", "2026-11-24")]
    [InlineData(1, "2026-11-25T01:15:00Z", "2026-11-25")]
    public void LastDay_NoFolderOfALaterDayCanBeComplete(int hours, string watermark, string day) =>
        Assert.Equal(DateOnly.Parse(day), Sut(TimeSpan.FromHours(hours)).LastDay(Time(watermark)));

    [Fact]
    public void LastDay_FirstOfAllTimes_IsTheFirstDay() =>
        Assert.Equal(DateOnly.MinValue, Sut(TimeSpan.FromDays(1)).LastDay(DateTimeOffset.MinValue));

    private static CompletionTimes Sut(TimeSpan every) => new(Options.Create(new ManifestSettings { Every = every }));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text);
}
