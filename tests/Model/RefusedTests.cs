namespace ModelData.Models;

/// <summary>Rows leave a file that refuses: to its sibling, then to dead letters.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Model")]
public sealed class RefusedTests
{
    [Theory]
    [InlineData("ROWS=1 CLAIMS=3", "ROWS=2 CLAIMS=3")]
    [InlineData("ROWS=2 CLAIMS=2", "ROWS=3 CLAIMS=2")]
    [InlineData("ROWS=2 CLAIMS=2 LETTERS", "ROWS=3 CLAIMS=2 LETTERS")]
    [InlineData("ROWS=1 CLAIMS=2 SLOW_STATE", "ROWS=2 CLAIMS=3 SLOW_STATE")]
    [InlineData("ROWS=1 CLAIMS=2 TWO_PARTITIONS", "ROWS=2 CLAIMS=3 TWO_PARTITIONS")]
    public async Task Search_WithEveryRule_FindsNothing(string bounds, string large) =>
        (await ModelSearch.RunAsync("refused", Bounds.Choose(bounds, large))).Holds();

    [Theory]
    [InlineData("WITHOUT_OTHERS_DONE")]
    [InlineData("WITHOUT_KNOWN_REQUESTS")]
    [InlineData("WITHOUT_AGE_OF_LOOK")]
    [InlineData("WITHOUT_MOVE_RECORDED")]
    [InlineData("WITHOUT_MOVE_OBEYED")]
    [InlineData("WITHOUT_READ_AGAIN")]
    [InlineData("WITHOUT_READ_ANEW")]
    [InlineData("WITHOUT_READ_ANEW LETTERS")]
    [InlineData("WITHOUT_FOR_GOOD")]
    [InlineData("WITHOUT_KNOWN_MOVE SLOW_STATE")]
    [InlineData("WITHOUT_OWN_RECORD TWO_PARTITIONS")]
    [InlineData("WITHOUT_LETTERS_RECORDED LETTERS CLAIMS=2")]
    [InlineData("WITHOUT_LETTERS_OBEYED LETTERS CLAIMS=2")]
    [InlineData("WITHOUT_WAIT_FOR_LETTERS LETTERS CLAIMS=2")]
    [InlineData("WITHOUT_LETTERS_FIRST LETTERS CLAIMS=2")]
    public async Task Search_WithoutARule_FindsAWay(string defines) =>
        (await ModelSearch.RunAsync("refused", defines)).Breaks();
}
