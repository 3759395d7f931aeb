using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Observing;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Diagnostics;

/// <summary>The time of the services does not depend on the wall clock of this machine, and how far that one is off is said.</summary>
[Trait("Level", "Unit")]
public sealed class ServiceClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private readonly SteppingClock _time = new(Noon);
    private readonly CapturedLogs _logs = new();

    [Fact]
    public void Now_WallClockSteps_GoesOnByTheMonotonicClock()
    {
        var sut = Create();
        Assert.Null(sut.Now);
        sut.Read(Noon, _time.GetTimestamp());
        _time.Step(TimeSpan.FromHours(-1));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(Noon.AddSeconds(20), sut.Now);
    }

    [Fact]
    public void Now_AnswersOfWholeSeconds_NeverGoesBack()
    {
        var sut = Create();
        sut.Read(Noon, _time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(5.9));
        sut.Read(Noon.AddSeconds(5), _time.GetTimestamp());
        Assert.Equal(Noon.AddSeconds(5.9), sut.Now);
    }

    [Fact]
    public void Now_StorageClockIsSetBack_Follows()
    {
        var sut = Create();
        sut.Read(Noon, _time.GetTimestamp());
        sut.Read(Noon.AddMinutes(-10), _time.GetTimestamp());
        Assert.Equal(Noon.AddMinutes(-10), sut.Now);
    }

    [Theory]
    [InlineData(600, true)]
    [InlineData(-600, true)]
    [InlineData(6, true)]
    [InlineData(-6, true)]
    [InlineData(4, false)]
    [InlineData(-4, false)]
    public void Read_WallClockIsOff_IsMeasuredAndSaidOnce(int seconds, bool isSaid)
    {
        var sut = Create();
        _time.Step(TimeSpan.FromSeconds(seconds));
        for (int i = 0; i < 3; i++)
        {
            sut.Read(Noon.AddSeconds(5 * i), _time.GetTimestamp());
            Assert.InRange(sut.Difference!.Value.TotalSeconds, seconds - 1, seconds + 1);
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(isSaid ? [EventIds.ClockDiffers] : [], _logs.Ids);
        Assert.All(_logs.Lines, line => Assert.Contains("Synchronise", line.Text, StringComparison.Ordinal));
        Assert.All(_logs.Lines, line => Assert.Equal(LogLevel.Warning, line.Level));
    }

    [Fact]
    public void Read_WallClockIsRightAgain_IsSaidOnceAndTheNextTimeIsNews()
    {
        var sut = Create();
        foreach (int step in (int[])[600, 0, -600, 0, 600])
        {
            _time.Step(TimeSpan.FromSeconds(step));
            sut.Read(Noon, _time.GetTimestamp());
        }

        Assert.Equal([EventIds.ClockDiffers, EventIds.ClockAgrees, EventIds.ClockDiffers], _logs.Ids);
    }

    [Fact]
    public void Read_DifferenceAtTheLimit_DoesNotComeAndGo()
    {
        var sut = Create();
        foreach (double seconds in (double[])[5.6, 4.9, 5.1, 4.6, 5.2])
        {
            _time.SetTo(Noon.AddSeconds(seconds));
            sut.Read(Noon, _time.GetTimestamp());
        }

        Assert.Equal([EventIds.ClockDiffers], _logs.Ids);
    }

    private ServiceClock Create() => new(Committers.CreateMetrics(), _time, _logs.CreateLogger<ServiceClock>());

    /// <summary>A wall clock that steps while the monotonic one does not.</summary>
    private sealed class SteppingClock(DateTimeOffset start) : TimeProvider
    {
        private readonly FakeTimeProvider _monotonic = new(start);
        private TimeSpan _step;

        public override long TimestampFrequency => _monotonic.TimestampFrequency;

        public void Step(TimeSpan step) => _step += step;

        public void SetTo(DateTimeOffset wall) => _step = wall - _monotonic.GetUtcNow();

        public void Advance(TimeSpan time) => _monotonic.Advance(time);

        public override DateTimeOffset GetUtcNow() => _monotonic.GetUtcNow() + _step;

        public override long GetTimestamp() => _monotonic.GetTimestamp();
    }
}
