using Microsoft.Extensions.Time.Testing;

namespace ModelData.LocalEventHubs.Broker;

[Trait("Level", "Unit")]
public sealed class RateLimitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RateLimit _sut;

    public RateLimitTests() => _sut = new RateLimit(1000, 10, _time);

    [Fact]
    public void TryTake_WithinASecondsWorth_Passes()
    {
        Assert.True(_sut.TryTake(1, 600));
        Assert.True(_sut.TryTake(1, 600));
        // 200 bytes are owed.
        Assert.False(_sut.TryTake(1, 1));
        _time.Advance(TimeSpan.FromMilliseconds(201));
        Assert.True(_sut.TryTake(1, 1));
    }

    [Fact]
    public void TryTake_ManySmallEvents_AreLimitedByTheirNumber()
    {
        for (int i = 0; i < 10; i++)
        {
            Assert.True(_sut.TryTake(1, 1));
        }

        Assert.False(_sut.TryTake(1, 1));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.True(_sut.TryTake(1, 1));
        Assert.False(_sut.TryTake(1, 1));
    }

    [Fact]
    public void TryTake_LargerThanASecondsWorth_PassesAndIsPaidForLater()
    {
        Assert.True(_sut.TryTake(1, 5000));
        _time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.False(_sut.TryTake(1, 1));
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(_sut.TryTake(1, 1));
    }

    [Fact]
    public void TryTake_AfterALongRest_HasSavedOneSecondOnly()
    {
        _time.Advance(TimeSpan.FromHours(1));

        Assert.True(_sut.TryTake(1, 1000));
        Assert.False(_sut.TryTake(1, 1));
    }

    [Fact]
    public void Take_BeyondTheRate_TellsHowLongToWait()
    {
        Assert.Equal(TimeSpan.Zero, _sut.Take(1, 1000));
        Assert.Equal(TimeSpan.FromSeconds(0.5), _sut.Take(1, 500));
        // Twenty events at ten a second, of which two were taken and ten were there.
        Assert.Equal(TimeSpan.FromSeconds(1.2), _sut.Take(20, 0));
    }
}
