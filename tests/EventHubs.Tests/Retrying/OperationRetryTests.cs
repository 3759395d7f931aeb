namespace ModelData.EventHubs.Retrying;

[Trait("Category", "Unit")]
public sealed class OperationRetryTests
{
    private static readonly EventHubsException Weather = new(FailureReason.ServiceTimeout, true, "x");

    [Theory]
    [InlineData(0, 800)]
    [InlineData(1, 1600)]
    [InlineData(2, 3200)]
    [InlineData(6, 51_200)]
    [InlineData(7, 60_000)]
    [InlineData(1000, 60_000)]
    public void GetDelay_Defaults_DoubleUpToTheMaximum(int retry, double milliseconds) =>
        Assert.Equal(
            milliseconds,
            OperationRetry.GetDelay(new EventHubsRetryOptions(), retry, Weather, 0).TotalMilliseconds
        );

    [Fact]
    public void GetDelay_Jitter_IsAtMostEightPercentOfTheDelay() =>
        Assert.Equal(864, OperationRetry.GetDelay(new EventHubsRetryOptions(), 0, Weather, 1).TotalMilliseconds);

    [Theory]
    [InlineData(0, 4.8)]
    [InlineData(1, 8.864)]
    public void GetDelay_Busy_AddsFourToEightSeconds(double random, double seconds) =>
        Assert.Equal(
            seconds,
            OperationRetry
                .GetDelay(
                    new EventHubsRetryOptions(),
                    0,
                    new EventHubsException(FailureReason.ServiceBusy, true, "x"),
                    random
                )
                .TotalSeconds,
            3
        );

    [Theory]
    [InlineData(FailureReason.ServiceTimeout, true, 4)]
    [InlineData(FailureReason.Unauthorized, false, 4)]
    [InlineData(FailureReason.ResourceNotFound, false, 1)]
    public async Task RunAsync_AlwaysFails_TriesAsOftenAsThePolicySays(
        FailureReason reason,
        bool isTransient,
        int expected
    )
    {
        int attempts = 0;
        var sut = new OperationRetry(
            new EventHubsRetryOptions { Delay = TimeSpan.FromMilliseconds(1) },
            TimeProvider.System
        );

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(async () =>
            await sut.RunAsync<int, int>(
                (_, _) =>
                {
                    attempts++;
                    throw new EventHubsException(reason, isTransient, "x");
                },
                0,
                null,
                TestContext.Current.CancellationToken
            )
        );

        Assert.Equal(reason, failure.Reason);
        Assert.Equal(expected, attempts);
    }
}
