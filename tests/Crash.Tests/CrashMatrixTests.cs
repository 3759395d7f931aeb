using System.Diagnostics;
using ModelData.Crash.Tests.Faults;
using ModelData.Crash.Tests.Rig;

namespace ModelData.Crash.Tests;

/// <summary>
/// The worker dies at every step of its work, under load, while requests, answers and acknowledgements get lost. Afterwards every
/// acknowledged row is in the blobs once, in order. <c>MODELDATA_CRASH_ROUNDS</c> sets the number of rounds (default 10),
/// <c>MODELDATA_CRASH_SEED</c> their choice.
/// </summary>
[Trait("Category", "Crash")]
public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Worker_DiesAtEveryStep_EveryAcknowledgedRowOnce()
    {
        var token = TestContext.Current.CancellationToken;
        int rounds = Number("MODELDATA_CRASH_ROUNDS") ?? 10;
        int seed = Number("MODELDATA_CRASH_SEED") ?? Random.Shared.Next();
        Say($"{rounds} rounds, MODELDATA_CRASH_SEED={seed}");
        var watch = Stopwatch.StartNew();

        await using var rig = await CrashRig.StartAsync();
        var table = new FaultTable();
        var random = new Random(seed);
        var round = new CrashRounds(rig, table, random);
        int first = random.Next(FaultPoint.Kills.Count);
        int kills = 0;
        for (int i = 0; i < rounds; i++)
        {
            // Every fifteenth round two workers overlap; the others go through the points in turn.
            if (i % 15 == 7)
            {
                await round.SupersedeAsync(FaultPoint.Stage, FaultTable.FrozenAtStage, random.Next(2) == 0, token);
            }
            else if (i % 15 == 14)
            {
                await round.SupersedeAsync(FaultPoint.Commit, FaultTable.FrozenAtCommit, random.Next(2) == 0, token);
            }
            else
            {
                var point = FaultPoint.Kills[(first + kills) % FaultPoint.Kills.Count];
                // Left to chance, the rarer losses would mostly come too late.
                bool waitsForLoss = kills % 2 == 0 && !point.IsAtStart;
                var loss = waitsForLoss ? FaultPoint.Losses[kills / 2 % FaultPoint.Losses.Count] : null;
                await round.KillAsync(point, loss, token);
                kills++;
            }
        }

        var ledger = await rig.SettleAsync(TimeSpan.FromSeconds(60), token);
        long lost = rig.Load.Streams.Sum(ledger.Lost);
        long doubled = rig.Load.Streams.Sum(ledger.Doubled);
        Say(table.ToString());
        Say(
            $"{rounds} kills in {watch.Elapsed.TotalSeconds:F0} s: {rig.Load.AcknowledgedRows} rows acknowledged, "
                + $"{ledger.RowCount} in blobs, {lost} lost, {doubled} doubled, {ledger.Damage.Count} damaged; "
                + $"{rig.Load.AcknowledgedPoison} events not understood, {ledger.DeadLetters} dead letters"
        );
        Assert.Empty(ledger.Damage);
        Assert.Equal((0, 0), (lost, doubled));
        Assert.Equal(rig.Load.AcknowledgedRows, ledger.RowCount);
        Assert.Equal(rig.Load.AcknowledgedPoison, ledger.DeadLetters);
        Assert.True(rig.Load.AcknowledgedRows > rounds * 100, "there was hardly any load");
        Assert.All(table.Hits, hit => Assert.True(hit.Value >= rounds / 40, $"'{hit.Key}' was hit {hit.Value} times"));
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text) : null;

    private void Say(string line)
    {
        output.WriteLine(line);
        Console.WriteLine(line);
    }
}
