using ModelData.SettingTexts;

namespace ModelData.Ingestion.Tests.Hosting;

[Trait("Level", "Unit")]
public sealed class SpellingTests
{
    [Theory]
    [InlineData("maxage", "MaxAge")]
    [InlineData("MaxAgee", "MaxAge")]
    [InlineData("MxaBytse", null)]
    [InlineData("MaxBites", "MaxBytes")]
    [InlineData("Colour", null)]
    [InlineData("", null)]
    public void FindNearest_Text_IsTheNameWithinAFewEdits(string text, string? expected) =>
        Assert.Equal(expected, Spelling.FindNearest(text, ["MaxAge", "MaxBytes", "Concurrency"]));
}
