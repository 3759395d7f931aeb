namespace ModelData.Models;

/// <summary>Rows leave a file that is full.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Model")]
public sealed class FullTests
{
    [Theory]
    [InlineData("ROWS=3 CLAIMS=3", "ROWS=4 CLAIMS=4 DEATHS=2 BLOCKS=3")]
    public async Task Search_WithEveryRule_FindsNothing(string bounds, string large) =>
        (await ModelSearch.RunAsync("full", Bounds.Choose(bounds, large))).Holds();

    [Theory]
    [InlineData("WITHOUT_CLOSING")]
    [InlineData("WITHOUT_SEQ_OF_ALL")]
    public async Task Search_WithoutARule_FindsAWay(string defines) =>
        (await ModelSearch.RunAsync("full", defines)).Breaks();
}
