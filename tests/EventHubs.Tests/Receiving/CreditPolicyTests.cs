using CsCheck;

namespace ModelData.EventHubs.Receiving;

[Trait("Category", "Unit")]
public sealed class CreditPolicyTests
{
    [Fact]
    public void GetGrant_AtTheStart_AsksForNoMoreThanTheLargestEventsFit()
    {
        var sut = new CreditPolicy(8 * 1024 * 1024, 300);

        Assert.Equal(8, sut.GetGrant(0, 0, 0));
    }

    [Fact]
    public void GetGrant_BufferFull_IsZero()
    {
        var sut = new CreditPolicy(1000, 300);
        sut.OnReceived(2_000_000);

        Assert.Equal(0, sut.GetGrant(0, 1, 2_000_000));
        Assert.Equal(1, sut.GetGrant(0, 0, 0));
    }

    [Fact]
    public void OnReceived_LargerEvent_IsBelievedAtOnceAndForgottenSlowly()
    {
        var sut = new CreditPolicy(8 * 1024 * 1024, 300);
        for (int i = 0; i < 200; i++)
        {
            sut.OnReceived(1000);
        }

        Assert.InRange(sut.ExpectedBytes, 1000, 1001);
        sut.OnReceived(500_000);
        Assert.Equal(500_000, sut.ExpectedBytes);
        sut.OnReceived(1000);
        Assert.InRange(sut.ExpectedBytes, 400_000, 450_000);
    }

    [Fact]
    public void GetGrant_SteadySizes_NeverPlansBeyondItsLimits() =>
        Gen.Select(
                Gen.Long[1, 2_000_000],
                Gen.Long[1, 20_000_000],
                Gen.Int[1, 2000],
                Gen.Select(Gen.Int[0, 300], Gen.Int[0, 300]).Array[1, 50]
            )
            .Sample(
                (size, maximumBytes, maximumCount, steps) =>
                {
                    var sut = new CreditPolicy(maximumBytes, maximumCount);
                    for (int i = 0; i < 300; i++)
                    {
                        sut.OnReceived(size);
                    }

                    int underWay = 0;
                    int buffered = 0;
                    foreach ((int arrives, int taken) in steps)
                    {
                        underWay += sut.GetGrant(underWay, buffered, buffered * size);
                        int total = underWay + buffered;
                        Assert.True(total <= maximumCount);
                        Assert.True(total == 1 || total * (double)size <= maximumBytes * 1.01);
                        Assert.True(total > 0, "stands still");
                        int arrived = Math.Min(arrives, underWay);
                        underWay -= arrived;
                        buffered = Math.Max(0, buffered + arrived - taken);
                    }
                }
            );
}
