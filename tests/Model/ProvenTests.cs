namespace ModelData.Models;

/// <summary>The hub is deleted and made anew between any two steps.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Model")]
public sealed class ProvenTests
{
    [Theory]
    [InlineData("ROWS=4 HUBS=3", "ROWS=5 HUBS=4 DEATHS=2")]
    public async Task Search_WithEveryRule_FindsNothing(string bounds, string large) =>
        (await ModelSearch.RunAsync("proven", Bounds.Choose(bounds, large))).Holds();

    [Theory]
    [InlineData("WITHOUT_LOOK")]
    [InlineData("WITHOUT_LOOK_AFTER_RECEIVING")]
    [InlineData("WITHOUT_LOOK_OF_SESSION")]
    [InlineData("WITHOUT_LOOKS_WHEN_IDLE")]
    [InlineData("WITHOUT_LOOK_AFTER_END")]
    [InlineData("WITHOUT_PROVEN_LETTERS")]
    [InlineData("WITHOUT_PROVEN_DUPLICATES")]
    [InlineData("WITHOUT_SEQ_PER_INCARNATION")]
    [InlineData("WITHOUT_COMMIT_BEFORE_LEAVING")]
    [InlineData("WITHOUT_FRESH_START")]
    public async Task Search_WithoutARule_FindsAWay(string defines) =>
        (await ModelSearch.RunAsync("proven", defines)).Breaks();
}
