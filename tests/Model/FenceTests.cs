namespace ModelData.Models;

/// <summary>One partition changes hands, and the routing with it.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Model")]
public sealed class FenceTests
{
    [Theory]
    [InlineData("ROWS=3", "ROWS=4")]
    [InlineData("ROWS=2 CLAIMS=4 DEATHS=2", "ROWS=3 CLAIMS=4 DEATHS=2")]
    [InlineData("ROWS=2 SLOW_STATE", "ROWS=3 SLOW_STATE")]
    [InlineData("ROWS=2 STATE_IS_LOST", "ROWS=3 STATE_IS_LOST")]
    [InlineData("ROWS=2 SECOND_NAME=1", "ROWS=3 CLAIMS=4 SECOND_NAME=1")]
    [InlineData("ROWS=1 WORKERS=3 THIRD_NAME=1", "ROWS=2 WORKERS=3 THIRD_NAME=1")]
    [InlineData("ROWS=1 WORKERS=3 THIRD_WANTS=NEW", "ROWS=2 WORKERS=3 THIRD_WANTS=NEW")]
    public async Task Search_WithEveryRule_FindsNothing(string bounds, string large) =>
        (await ModelSearch.RunAsync("fence", Bounds.Choose(bounds, large))).Holds();

    [Theory]
    [InlineData("WITHOUT_SESSION_IDS ROWS=2 SECOND_NAME=1")]
    [InlineData("WITHOUT_SESSION_IDS ROWS=2 WORKERS=3 THIRD_NAME=1")]
    [InlineData("WITHOUT_BARRIER_AFTER_CLAIM")]
    [InlineData("WITHOUT_STOP_WHEN_MISSING ROWS=2 STATE_IS_LOST")]
    [InlineData("WITHOUT_LOOK_IN_CLAIM")]
    [InlineData("WITHOUT_LOOK_IN_CLAIM ONLY_ROWS")]
    [InlineData("WITHOUT_LOOK_AGAIN")]
    [InlineData("WITHOUT_LOOK_AGAIN ONLY_ROWS")]
    [InlineData("WITHOUT_STATE_FIRST ONLY_ROWS")]
    [InlineData("WITHOUT_ROUTING_OF_STATE")]
    [InlineData("WITHOUT_LOOK_BEFORE_COMMIT")]
    [InlineData("WITHOUT_LOOK_AFTER_RECEIVING")]
    [InlineData("WITHOUT_CONDITIONAL_SAVE")]
    [InlineData("WITHOUT_ONE_GATE ROWS=2")]
    [InlineData("WITHOUT_DRAIN")]
    [InlineData("WITHOUT_FLUSH_BEFORE_SWITCH")]
    [InlineData("WITHOUT_KNOWN_SWITCH ROWS=2 SLOW_STATE")]
    public async Task Search_WithoutARule_FindsAWay(string defines) =>
        (await ModelSearch.RunAsync("fence", defines)).Breaks();

    [Fact]
    public async Task Search_WhenTheServiceAnswersAnOldEnd_FindsAWay() =>
        (await ModelSearch.RunAsync("fence", "ASSUMPTION_OLD_END")).Breaks();
}
