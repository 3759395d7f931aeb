using System.Globalization;
using ModelData.Ingestion.Reading;

namespace ModelData.Ingestion.Tests.Partitions;

[Trait("Level", "Unit")]
public sealed class DayCheckTests
{
    [Theory]
    [InlineData("0001-01-01", false)]
    [InlineData("1969-12-31", false)]
    [InlineData("1999-12-31", false)]
    [InlineData("2000-01-01", true)]
    [InlineData("2025-11-25", true)]
    [InlineData("2026-11-25", true)]
    [InlineData("2026-11-26", true)]
    [InlineData("2026-11-27", false)]
    [InlineData("9999-12-31", false)]
    public void Refuse_Day_IsHeldAgainstTheEnqueuedTime(string day, bool isTaken)
    {
        var refusal = DayCheck.Refuse(
            DateOnly.Parse(day, CultureInfo.InvariantCulture),
            new DateTimeOffset(2026, 11, 25, 23, 59, 59, TimeSpan.Zero)
        );
        Assert.Equal(isTaken, refusal is null);
        Assert.True(isTaken || refusal!.Reason == DayCheck.Reason);
        Assert.True(isTaken || refusal!.Detail.Contains("attribute day", StringComparison.Ordinal));
    }
}
