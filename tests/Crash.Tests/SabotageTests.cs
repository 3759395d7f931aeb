using ModelData.Crash.Tests.Faults;
using ModelData.Crash.Tests.Files;
using ModelData.Crash.Tests.Rig;
using ModelData.Testing;

namespace ModelData.Crash.Tests;

/// <summary>A crash test that cannot fail proves nothing: with one rule of the commit taken out, rows must go missing or double.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Crash")]
public sealed class SabotageTests(ITestOutputHelper output)
{
    private const int Rounds = 1;

    /// <summary>
    /// A mistake need not do harm each time: a stale worker's commit fails without any rule when the other has merged the blocks that it names.
    /// </summary>
    private const int Attempts = 4;

    /// <summary>
    /// Long against the time from a commit to the save of the position: what was read meanwhile is then surely not committed, however
    /// slow the machine.
    /// </summary>
    private static readonly TimeSpan RareCommits = TimeSpan.FromSeconds(1);

    [Theory]
    [MemberData(nameof(Formats), "parquet")]
    public Task WithoutIfMatch_StaleWorkerIsNotFenced(string format) =>
        ProveAsync("without-if-match", format, SupersedeAtStage);

    [Theory]
    [MemberData(nameof(Formats), "csv")]
    public Task DeterministicBlockIds_StaleBlockReplacesCommittedRows(string format) =>
        ProveAsync("deterministic-block-ids", format, SupersedeAtStage);

    [Theory]
    [MemberData(nameof(Formats), "csv")]
    public Task WithoutSeq_ReplayDoubles(string format) =>
        ProveAsync("without-seq", format, Kill($"commit {format}", Moment.Applied));

    [Theory]
    [MemberData(nameof(Formats), "parquet")]
    public Task PositionBeforeCommit_CrashLoses(string format) =>
        ProveAsync(
            "position-before-commit",
            format,
            (rig, round, token) => round.KillAsync(AfterCommits(rig.Points.Kills), lossBefore: null, token),
            RareCommits
        );

    [Fact]
    public Task WithoutSeq_ReplayDoublesLetters() =>
        ProveAsync("without-seq", "csv", Kill("commit letters", Moment.Applied), harm: ledger => ledger.DoubledLetters);

    [Fact]
    public Task WithoutDuplicateMemory_RetryDoubles() =>
        ProveAsync("without-duplicate-memory", "csv", (_, round, token) => round.LoseAcknowledgementsAsync(3, token));

    /// <summary>One format, another one for each sabotage, so that both are tried; both for each with <c>MODELDATA_SABOTAGE_FORMATS=2</c>.</summary>
    public static TheoryData<string> Formats(string first) =>
        TestSize.Read("MODELDATA_SABOTAGE_FORMATS") == 2
            ? [.. DataFormats.Both.Select(format => format.Name())]
            : [first];

    private static Task SupersedeAtStage(CrashRig rig, CrashRounds round, CancellationToken cancellationToken) =>
        round.SupersedeAsync(AtFirstBlock(rig.Points.Freezes[0]), isAlone: true, cancellationToken);

    /// <summary>
    /// A commit of a Parquet file has several blocks. Frozen at a later one, the worker would find its first ones discarded by the other's
    /// commit, and fail without any rule.
    /// </summary>
    private static FaultPoint AtFirstBlock(FaultPoint stage)
    {
        var staged = new HashSet<string>(StringComparer.Ordinal);
        return stage with
        {
            Match = request =>
            {
                lock (staged)
                {
                    if (request.Operation == BlobOperation.CommitBlockList)
                    {
                        staged.Remove(request.BlobName);
                    }

                    return stage.Match(request) && staged.Add(request.BlobName);
                }
            },
        };
    }

    /// <summary>
    /// The first save of a partition is that of its beginning, when nothing is read yet that could be lost; a later one follows a commit. The
    /// first partition is one that always has rows.
    /// </summary>
    private static FaultPoint AfterCommits(IEnumerable<FaultPoint> points)
    {
        var save = Find(points, "save state", Moment.Answered);
        int saves = 0;
        return save with
        {
            Match = request =>
                save.Match(request)
                && request.BlobName.EndsWith("/0.json", StringComparison.Ordinal)
                && Interlocked.Increment(ref saves) > 1,
        };
    }

    private static FaultPoint Find(IEnumerable<FaultPoint> points, string step, Moment moment) =>
        points.Single(p => p.Step == step && p.Moment == moment);

    private static Func<CrashRig, CrashRounds, CancellationToken, Task> Kill(string step, Moment moment) =>
        (rig, round, token) => round.KillAsync(Find(rig.Points.Kills, step, moment), lossBefore: null, token);

    private async Task ProveAsync(
        string variant,
        string format,
        Func<CrashRig, CrashRounds, CancellationToken, Task> play,
        TimeSpan? flushAge = null,
        Func<Ledger, long>? harm = null
    )
    {
        var written = DataFormats.Both.Single(it => it.Name() == format);
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await HarmAsync(variant, written, play, flushAge, harm, new Random(attempt)) > 0)
            {
                return;
            }
        }

        Assert.Fail($"{variant} did no harm to {format}: the crash tests cannot see it");
    }

    /// <summary>Plays some rounds on a rig of its own; returns the rows that went wrong.</summary>
    private async Task<long> HarmAsync(
        string variant,
        DataFormat written,
        Func<CrashRig, CrashRounds, CancellationToken, Task> play,
        TimeSpan? flushAge,
        Func<Ledger, long>? harm,
        Random random
    )
    {
        var token = TestContext.Current.CancellationToken;
        await using var rig = await CrashRig.StartAsync([written], variant, flushAge);
        var round = new CrashRounds(rig, new FaultTable(rig.Points), random) { HitDeadline = TimeSpan.FromSeconds(15) };
        try
        {
            for (int i = 0; i < Rounds; i++)
            {
                await play(rig, round, token);
            }
        }
        catch (TimeoutException e)
        {
            // A worker that lacks a rule may get stuck over what it broke.
            output.WriteLine(e.Message);
        }

        var ledger = await rig.SettleAsync(TimeSpan.FromSeconds(8), token);
        var rows = ledger[written];
        long lost = rows.Lost(rig.Load.Streams);
        long doubled = rows.Doubled(rig.Load.Streams);
        long damaged = rows.Damage.Count + rows.OutOfOrder;
        output.WriteLine(
            $"{variant}, {written.Name()}: {lost} lost, {doubled} doubled, {damaged} damaged or out of order; "
                + $"{ledger.DoubledLetters} letters doubled; "
                + $"{rig.Versions.Damage.Count} of {rig.Versions.Checked} versions not whole"
        );
        return harm?.Invoke(ledger) ?? lost + doubled + damaged;
    }
}
