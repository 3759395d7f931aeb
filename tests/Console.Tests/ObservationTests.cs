using Microsoft.Extensions.Time.Testing;
using ModelData.Console.Live;
using ModelData.Console.Observing;
using ModelData.Ingestion.Observing.Status;
using ModelData.Testing;

namespace ModelData.Console.Tests;

/// <summary>The console looks at the pipeline while somebody looks at the console, and else not.</summary>
[Trait("Level", "Integration")]
public sealed class ObservationTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Looks_WhileSomebodyWatches_GoOnAndThenStop()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, enters: false);
        var time = new FakeTimeProvider();
        await using var sut = new Observation(rig.Places, new Changes(), time);
        Assert.Equal(0, sut.Looks);
        using (sut.Watch())
        {
            await AdvanceUntilAsync(sut, time, () => sut.Looks >= 8);
        }
        await AdvanceUntilAsync(sut, time, () => !sut.IsLooking);
        long looks = sut.Looks;
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(looks, sut.Looks);

        Snapshot snapshot = await sut.GetAsync(default);
        Assert.Equal(looks + 1, sut.Looks);
        Assert.False(snapshot.IsOld);
        Assert.Equal(PipelineVerdict.Broken, snapshot.Status.Verdict);
    }

    [Fact]
    public async Task Get_ALittleLater_IsTheSameLookWithItsAge()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, enters: false);
        var time = new FakeTimeProvider();
        await using var sut = new Observation(rig.Places, new Changes(), time);
        Snapshot first = await sut.GetAsync(default);
        time.Advance(TimeSpan.FromSeconds(3));
        Snapshot second = await sut.GetAsync(default);
        Assert.Same(first.Status, second.Status);
        Assert.Equal(TimeSpan.FromSeconds(3), second.Age);
    }

    private static Task AdvanceUntilAsync(Observation sut, FakeTimeProvider time, Func<bool> condition) =>
        Eventually.IsTrueAsync(
            () =>
            {
                time.Advance(Interval / 5);
                return condition();
            },
            Deadline,
            () => $"the looks; there were {sut.Looks}"
        );
}
