using ModelData.Simulation.Checks;
using ModelData.Simulation.Plans;

namespace ModelData.Simulation;

/// <summary>A check that cannot fail is no check: each mistake is found.</summary>
[Trait("Level", "Integration")]
[Trait("Topic", "Simulation")]
public sealed class SabotageTests(ITestOutputHelper output)
{
    private const int MostSchedules = 200;

    [Theory]
    [InlineData(nameof(Sabotage.NoCondition), "fleet")]
    [InlineData(nameof(Sabotage.DeterministicIds), "fleet")]
    [InlineData(nameof(Sabotage.NoSequences), "crash")]
    [InlineData(nameof(Sabotage.NoFinish), "fleet")]
    [InlineData(nameof(Sabotage.NoStateCondition), "fleet")]
    [InlineData(nameof(Sabotage.BlindLooks), "rolls")]
    [InlineData(nameof(Sabotage.IdentityForSession), "twins")]
    [InlineData(nameof(Sabotage.StaleLooks), "anew")]
    [InlineData(nameof(Sabotage.EarlyBarrier), "rolls")]
    [InlineData(nameof(Sabotage.FilesForgotten), "refused")]
    public async Task Engine_WithAMistake_IsSeen(string mistake, string scenario)
    {
        var sabotage = Enum.Parse<Sabotage>(mistake);
        Outcome? seen = null;
        await SchedulePlayer.PlayAsync(
            Enumerable
                .Range(1, MostSchedules)
                .Select(seed =>
                    Scenarios.Get(scenario).Create(seed) with
                    {
                        Sabotage = sabotage,
                        ChecksProven = false,
                    }
                ),
            outcome => (seen ??= outcome.Problems.Any(IsOfTheRows) ? outcome : null) is null
        );

        Assert.True(seen is not null, $"No schedule has seen {mistake}.");
        output.WriteLine($"{seen.Plan}\n{string.Join('\n', seen.Problems)}");
    }

    private static bool IsOfTheRows(Problem problem) => problem.Kind is not (ProblemKind.Broken or ProblemKind.Escaped);
}
