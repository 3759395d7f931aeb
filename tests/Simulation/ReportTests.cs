using ModelData.Simulation.Checks;
using ModelData.Simulation.Plans;
using ModelData.Testing;

namespace ModelData.Simulation;

/// <summary>What is said of a schedule that fails, and of all of them.</summary>
[Trait("Level", "Integration")]
[Trait("Topic", "Simulation")]
public sealed class ReportTests
{
    [Fact]
    public async Task Write_ScheduleThatFails_SaysHowToPlayItAgainAndTheShortestThatFailsAlike()
    {
        var failure = await FindAsync("crash", Sabotage.NoSequences, checksProven: false, ProblemKind.Doubled);

        string report = await FailureReport.WriteAsync([failure]);

        Assert.Contains(
            $"MODELDATA_SIMULATION_SCENARIO=crash MODELDATA_SIMULATION_SEED={failure.Plan.Seed}",
            report,
            StringComparison.Ordinal
        );
        string shortest = report[report.IndexOf("the shortest that fails like it", StringComparison.Ordinal)..];
        string kind = $"! {failure.Problems[0].Kind}";
        Assert.Contains(" commit ", shortest, StringComparison.Ordinal);
        string file = shortest.Split("its trace is in ")[1].Split(';')[0];
        Assert.Contains(
            await File.ReadAllLinesAsync(file, Token),
            line => line.Contains(kind, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Run_ScheduleThatFails_TakesOutWhatDoesNotMatter()
    {
        var failure = await FindAsync("fleet", Sabotage.NoStateCondition, checksProven: false, ProblemKind.WentBack);

        var shortest = await Shrinking.RunAsync(failure);

        Assert.Contains(shortest.Problems, problem => problem.Kind == failure.Problems[0].Kind);
        Assert.True(
            shortest.Plan.Acts.Count < failure.Plan.Acts.Count || shortest.Plan.Load < failure.Plan.Load,
            $"{shortest.Plan}"
        );
    }

    [Fact]
    public async Task Check_LooksAreBlind_WhatIsNotProvenIsSeen() =>
        Assert.NotNull(await FindAsync("fleet", Sabotage.BlindLooks, checksProven: true, ProblemKind.NotProven));

    [Fact]
    public void Page_Scenarios_AreThoseThatThereAre()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "delivery-guarantees.md"));
        string names = string.Join(", ", Scenarios.All.Select(scenario => $"`{scenario.Name}`"));
        Assert.Contains($"separated by commas: {names}; unset: all", page, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<Outcome> FindAsync(
        string scenario,
        Sabotage sabotage,
        bool checksProven,
        ProblemKind kind
    )
    {
        Outcome? found = null;
        await SchedulePlayer.PlayAsync(
            Enumerable
                .Range(1, 100)
                .Select(seed =>
                    Scenarios.Get(scenario).Create(seed) with
                    {
                        Sabotage = sabotage,
                        ChecksProven = checksProven,
                    }
                ),
            outcome => (found ??= outcome.Problems.Any(problem => problem.Kind == kind) ? outcome : null) is null
        );
        return found
            ?? throw new InvalidOperationException($"No schedule of {scenario} has seen {sabotage} as {kind}.");
    }
}
