using System.Diagnostics;
using ModelData.Crash.Tests.Fleet;
using ModelData.LocalEventHubs.Faults;
using ModelData.Testing;

namespace ModelData.Crash.Tests;

/// <summary>
/// The settings of a fleet under load change, again and again, while the broker refuses attaches and is slow, connections are cut, and workers are
/// killed: each row is in one file, whatever the settings in force. <c>MODELDATA_ROLLS</c> sets how many (default 4, about 15 s),
/// <c>MODELDATA_ROLL_SEED</c> repeats one.
/// </summary>
[Trait("Level", "Process")]
[Trait("Topic", "Faults")]
[Trait("Topic", "Fleet")]
public sealed class FleetRollTests(ITestOutputHelper output)
{
    // A fleet's files grow while it is rolled, and all of them are read at its end.
    private const int RollsOfAFleet = 10;
    private const int FewRolls = 4;

    // A worker that loses a partition goes on with it until it looks: the longer that is, the more can go wrong.
    private static readonly Dictionary<string, string> RareLooks = new()
    {
        ["LoadBalancing__Interval"] = "00:00:02",
        ["LoadBalancing__Expiry"] = "00:00:06",
    };

    private static readonly FaultPlan Faults = new()
    {
        Rules =
        [
            new FaultRule
            {
                Link = FaultLink.Receiver,
                Action = FaultAction.Refuse,
                Chance = 0.5,
                Condition = "amqp:internal-error",
            },
            new FaultRule
            {
                Link = FaultLink.Receiver,
                Action = FaultAction.Stall,
                Chance = 0.0005,
                Delay = TimeSpan.FromSeconds(1),
            },
            new FaultRule
            {
                Link = FaultLink.Management,
                Action = FaultAction.DelayAnswer,
                Every = 5,
                Delay = TimeSpan.FromSeconds(0.5),
            },
        ],
    };

    [Fact]
    public async Task Fleet_SettingsAreRolled_EveryRowIsInOneFile()
    {
        int? seed = TestSize.Read("MODELDATA_ROLL_SEED");
        int rolls = seed is null ? TestSize.Read("MODELDATA_ROLLS") ?? FewRolls : 1;
        long rows = 0;
        var watch = Stopwatch.StartNew();
        for (int played = 0; played < rolls; played += RollsOfAFleet)
        {
            rows += await PlayAsync(seed, Math.Min(RollsOfAFleet, rolls - played));
        }

        Say(
            $"{rolls} rolls in {watch.Elapsed.TotalSeconds:F0} s: {rows:N0} rows acknowledged, 0 lost, 0 doubled, 0 out of order"
        );
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<long> PlayAsync(int? seed, int rolls)
    {
        var routing = FleetRouting.Csv;
        await using var rig = await FleetRig.StartAsync(
            workers: FleetRoll.Workers,
            faults: Faults,
            settings: RareLooks
        );
        for (int i = 0; i < rolls; i++)
        {
            var roll = new FleetRoll(seed ?? Random.Shared.Next(), routing);
            Say($"{roll}");
            await roll.PlayAsync(rig, Token);
            routing = roll.After;
        }

        await rig.SettleFleetAsync(Token);
        var ledger = await rig.SettleRowsAsync(Token);
        string problems = rig.FindProblems(ledger);
        Assert.True(problems.Length == 0, $"{problems}\n{rig.Tails()}");
        return ledger.Everywhere.RowCount;
    }

    private void Say(string line)
    {
        output.WriteLine(line);
        Console.WriteLine(line);
    }
}
