using ModelData.Simulation.Plans;

namespace ModelData.Simulation;

/// <summary>A seed is worth something only if it does the same again.</summary>
[Trait("Level", "Integration")]
[Trait("Topic", "Simulation")]
public sealed class ReplayTests
{
    public static TheoryData<string> Names => [.. Scenarios.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Seed_PlayedTwice_GivesTheSameTrace(string name)
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            var plan = Scenarios.Get(name).Create(seed);

            var first = await SchedulePlayer.PlayAsync(plan);
            var second = await SchedulePlayer.PlayAsync(plan, keepsTrace: true);

            Assert.Equal(first.Hash, second.Hash);
            Assert.Equal(first.Problems, second.Problems);
            Assert.True(first.Rows > 50, $"{name} {seed} sent {first.Rows} rows");
        }
    }

    [Fact]
    public async Task Seeds_TwoOfThem_GiveDifferentTraces()
    {
        var scenario = Scenarios.Get("crash");

        var first = await SchedulePlayer.PlayAsync(scenario.Create(1));
        var second = await SchedulePlayer.PlayAsync(scenario.Create(2));

        Assert.NotEqual(first.Hash, second.Hash);
    }
}
