using System.Diagnostics;
using ModelData.Crash.Tests.Faults;
using ModelData.Crash.Tests.Files;
using ModelData.Crash.Tests.Rig;
using ModelData.Testing;

namespace ModelData.Crash.Tests;

/// <summary>
/// The worker dies at every step of its work, under load, while requests, answers and acknowledgements get lost. It writes CSV and Parquet,
/// so that every event feeds two blobs, and either may be hit. Afterwards every acknowledged row is in a file of each format once, in order,
/// every event that nobody understands is a letter once; and every version that a Parquet file ever had could be read. <c>MODELDATA_CRASH_ROUNDS</c>
/// sets the number of rounds (default 3),
/// <c>MODELDATA_CRASH_SEED</c> their choice.
/// </summary>
[Trait("Level", "Process")]
[Trait("Topic", "Crash")]
[Trait("Topic", "Parquet")]
public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Worker_DiesAtEveryStep_EveryAcknowledgedRowOnce()
    {
        var token = TestContext.Current.CancellationToken;
        int rounds = TestSize.Read("MODELDATA_CRASH_ROUNDS") ?? 3;
        int seed = TestSize.Read("MODELDATA_CRASH_SEED") ?? Random.Shared.Next();
        Say($"{rounds} rounds, MODELDATA_CRASH_SEED={seed}");
        var watch = Stopwatch.StartNew();

        await using var rig = await CrashRig.StartAsync(DataFormats.Both);
        var table = new FaultTable(rig.Points);
        await PlayAsync(rig, table, rounds, new Random(seed), token);
        var ledger = await rig.SettleAsync(TimeSpan.FromSeconds(60), token);
        Say(table.ToString());
        foreach (var format in rig.Formats)
        {
            var rows = ledger[format];
            Say(
                $"{rounds} kills in {watch.Elapsed.TotalSeconds:F0} s: {rig.Load.AcknowledgedRows} rows acknowledged, "
                    + $"{rows.RowCount} in {format.Name()}, {rows.Lost(rig.Load.Streams)} lost, "
                    + $"{rows.Doubled(rig.Load.Streams)} doubled, {rows.OutOfOrder} out of order, {rows.Damage.Count} damaged"
            );
        }

        Say(
            $"{rig.Versions.Checked} versions of Parquet files read, {rig.Versions.Damage.Count} not whole; "
                + $"{rig.Load.AcknowledgedPoison.Count} events not understood, {ledger.DeadLetters} dead letters"
        );
        Assert.All(rig.Formats, format => AssertEachRowOnce(ledger[format], rig.Load));
        Assert.Empty(rig.Versions.Damage);
        Assert.True(rig.Versions.Checked > rounds * 5, "hardly any version was read");
        Assert.Equal(rig.Load.AcknowledgedPoison.Count, ledger.DeadLetters);
        Assert.Empty(ledger.DamagedPacks);
        Assert.Equal(0, ledger.DoubledLetters);
        Assert.Empty(ledger.FindWrongLetters(rig.Load.AcknowledgedPoison));
        Assert.True(rig.Load.AcknowledgedRows > rounds * 100, "there was hardly any load");
        Assert.All(table.Hits, hit => Assert.True(hit.Value >= rounds / 40, $"'{hit.Key}' was hit {hit.Value} times"));
    }

    private static async Task PlayAsync(
        CrashRig rig,
        FaultTable table,
        int rounds,
        Random random,
        CancellationToken cancellationToken
    )
    {
        var round = new CrashRounds(rig, table, random);
        int kills = random.Next(rig.Points.Kills.Count);
        int losses = random.Next(rig.Points.Losses.Count);
        int freezes = random.Next(rig.Points.Freezes.Count);
        for (int i = 0; i < rounds; i++)
        {
            if (i % 30 == 15)
            {
                await rig.BeginNextVersionAsync(TimeSpan.FromSeconds(120), cancellationToken);
            }

            // In every fifth round two workers overlap; the others go through the points in turn.
            if (i % 5 == 4)
            {
                var point = rig.Points.Freezes[freezes++ % rig.Points.Freezes.Count];
                await round.SupersedeAsync(point, random.Next(2) == 0, cancellationToken);
            }
            else
            {
                var point = rig.Points.Kills[kills % rig.Points.Kills.Count];
                // Left to chance, the rarer losses would mostly come too late.
                bool waitsForLoss =
                    (kills + (kills / rig.Points.Kills.Count)) % 2 == 0 && !FaultPoints.IsAtStart(point);
                var loss = waitsForLoss ? rig.Points.Losses[losses++ % rig.Points.Losses.Count] : null;
                await round.KillAsync(point, loss, cancellationToken);
                kills++;
            }
        }
    }

    private static void AssertEachRowOnce(RowCounts rows, Load load)
    {
        Assert.Empty(rows.Damage);
        Assert.Equal((0, 0, 0), (rows.Lost(load.Streams), rows.Doubled(load.Streams), rows.OutOfOrder));
        Assert.Equal(load.AcknowledgedRows, rows.RowCount);
    }

    private void Say(string line)
    {
        output.WriteLine(line);
        Console.WriteLine(line);
    }
}
