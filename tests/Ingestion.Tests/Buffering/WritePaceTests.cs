using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Buffering;

namespace ModelData.Ingestion.Tests.Buffering;

[Trait("Level", "Unit")]
public sealed class WritePaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryTake_OverAMinute_KeepsTheRate()
    {
        var sut = new WritePace(300, _time);
        int taken = 0;
        for (int tick = 0; tick < 600; tick++)
        {
            while (sut.TryTake(3))
            {
                taken += 3;
            }

            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(taken, 60 * 300 - 100, 60 * 300 + 100);
    }

    [Fact]
    public void TryTake_NoLimit_AlwaysTakes()
    {
        var sut = new WritePace(0, _time);
        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.True(sut.TryTake(3)));
    }

    [Fact]
    public void Take_FullBuffers_MakeTheOthersWaitButNotForLong()
    {
        var sut = new WritePace(100, _time);
        for (int i = 0; i < 1000; i++)
        {
            sut.Take(3);
        }

        Assert.False(sut.TryTake(3));
        _time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.True(sut.TryTake(3));
    }
}
