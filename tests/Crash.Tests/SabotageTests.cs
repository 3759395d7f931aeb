using ModelData.Crash.Tests.Faults;
using ModelData.Crash.Tests.Rig;

namespace ModelData.Crash.Tests;

/// <summary>A crash test that cannot fail proves nothing: with one rule of the commit taken out, rows must go missing or double.</summary>
[Trait("Category", "Crash")]
public sealed class SabotageTests(ITestOutputHelper output)
{
    private const int Rounds = 2;

    [Fact]
    public Task WithoutIfMatch_StaleWorkerIsNotFenced() =>
        ProveAsync(
            "without-if-match",
            (round, token) => round.SupersedeAsync(FaultPoint.Stage, FaultTable.FrozenAtStage, isAlone: true, token)
        );

    [Fact]
    public Task DeterministicBlockIds_StaleBlockReplacesCommittedRows() =>
        ProveAsync(
            "deterministic-block-ids",
            (round, token) => round.SupersedeAsync(FaultPoint.Stage, FaultTable.FrozenAtStage, isAlone: true, token)
        );

    [Fact]
    public Task WithoutSeq_ReplayDoubles() => ProveAsync("without-seq", Kill("commit", Moment.Applied));

    [Fact]
    public Task PositionBeforeCommit_CrashLoses() =>
        ProveAsync("position-before-commit", Kill("save state", Moment.Answered));

    [Fact]
    public Task WithoutDuplicateMemory_RetryDoubles() =>
        ProveAsync("without-duplicate-memory", (round, token) => round.LoseAcknowledgementsAsync(3, token));

    private static Func<CrashRounds, CancellationToken, Task> Kill(string step, Moment moment)
    {
        var point = FaultPoint.Kills.Single(p => p.Step == step && p.Moment == moment);
        return (round, token) => round.KillAsync(point, lossBefore: null, token);
    }

    private async Task ProveAsync(string variant, Func<CrashRounds, CancellationToken, Task> play)
    {
        var token = TestContext.Current.CancellationToken;
        await using var rig = await CrashRig.StartAsync(variant);
        var table = new FaultTable();
        var round = new CrashRounds(rig, table, new Random(1)) { HitDeadline = TimeSpan.FromSeconds(15) };
        try
        {
            for (int i = 0; i < Rounds; i++)
            {
                await play(round, token);
            }
        }
        catch (TimeoutException e)
        {
            // A worker that lacks a rule may get stuck over what it broke.
            output.WriteLine(e.Message);
        }

        var ledger = await rig.SettleAsync(TimeSpan.FromSeconds(8), token);
        long lost = rig.Load.Streams.Sum(ledger.Lost);
        long doubled = rig.Load.Streams.Sum(ledger.Doubled);
        output.WriteLine($"{variant}: {lost} lost, {doubled} doubled, {ledger.Damage.Count} damaged");
        Assert.True(lost + doubled + ledger.Damage.Count > 0, $"{variant} did no harm: the crash tests cannot see it");
    }
}
