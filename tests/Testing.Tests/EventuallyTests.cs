namespace ModelData.Testing;

[Trait("Level", "Unit")]
public sealed class EventuallyTests
{
    [Fact]
    public async Task IsTrueAsync_NeverTrue_ThrowsWithTheMessage()
    {
        var failure = await Assert.ThrowsAsync<TimeoutException>(() =>
            Eventually.IsTrueAsync(() => false, TimeSpan.FromMilliseconds(1), "the moon is made of cheese")
        );
        Assert.Contains("cheese", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IsTrueAsync_TrueLater_Returns()
    {
        var asked = 0;
        await Eventually.IsTrueAsync(() => ++asked == 3, TimeSpan.FromSeconds(10), "three");
        Assert.Equal(3, asked);
    }
}
