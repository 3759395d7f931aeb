using System.Diagnostics;
using ModelData.Crash.Tests.Fleet;
using ModelData.Testing;

namespace ModelData.Crash.Tests;

/// <summary>Workers that share a hub: how soon others take over, and that nothing is lost or doubled by it.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Fleet")]
public sealed class FleetTests(ITestOutputHelper output)
{
    private const int Attempts = 3;
    private const int CheckpointAhead = 3107;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public Task Worker_IsKilled_ItsPartitionsAreReadWithinExpiryAndAnInterval() =>
        TakeOverAsync("SIGKILL", FleetRig.Expiry + FleetRig.Interval, worker => worker.KillAsync());

    [Fact]
    public Task Worker_IsStopped_ItsPartitionsAreReadWithinTwoSeconds() =>
        TakeOverAsync(
            "SIGTERM",
            Promise.Within(TimeSpan.FromSeconds(2)),
            async worker => Assert.Equal(0, await worker.TerminateAsync(Deadline))
        );

    [Fact]
    public async Task Workers_JoinAndLeaveUnderLoad_EveryRowOnce()
    {
        await using var rig = await FleetRig.StartAsync(workers: 1);
        await rig.SettleFleetAsync(Token);
        await rig.AddAsync();
        await rig.SettleFleetAsync(Token);
        await rig.AddAsync();
        await rig.AddAsync();
        await rig.SettleFleetAsync(Token);
        await rig.Workers[0].TerminateAsync(Deadline);
        await rig.Workers[2].TerminateAsync(Deadline);
        await rig.SettleFleetAsync(Token);
        await SettleAsync(rig);
    }

    [Theory]
    [InlineData(FleetFaultKind.Freeze)]
    [InlineData(FleetFaultKind.CutBroker)]
    [InlineData(FleetFaultKind.SilenceBroker)]
    [InlineData(FleetFaultKind.CutStorage)]
    public async Task Worker_IsAwayForLongerThanTheExpiry_NoticesThatItWasSuperseded(object kind)
    {
        await using var rig = await StartAsync();
        var away = rig.Workers[0];
        double partitions = await away.CountPartitionsAsync(Token);
        double before = await away.CountLostAsync(Token);
        var fault = new FleetFault(0, (FleetFaultKind)kind, FleetRig.Expiry + (3 * FleetRig.Interval), TimeSpan.Zero);

        await fault.PlayAsync(away);

        await Eventually.IsTrueAsync(
            async token => await away.CountLostAsync(token) - before >= partitions,
            Deadline,
            () => $"all {partitions} partitions to be lost:\n{away.Tail}",
            Token
        );
        await rig.SettleFleetAsync(Token);
        await SettleAsync(rig);
    }

    /// <summary>
    /// A take-over is a dozen round trips of four programs, and other test programs use the processors as well: one that took too long is measured
    /// again. Rows must be right each time.
    /// </summary>
    private async Task TakeOverAsync(string signal, TimeSpan limit, Func<FleetWorker, Task> end)
    {
        var longest = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < Attempts && longest > limit; attempt++)
        {
            await using var rig = await StartAsync();
            var ended = rig.Workers[0];
            int partitions = (int)await ended.CountPartitionsAsync(Token);

            long at = Stopwatch.GetTimestamp();
            await end(ended);
            longest = await TakenOverAsync(rig, at, partitions);

            output.WriteLine($"{partitions} partitions read by others {longest.TotalSeconds:F2} s after {signal}");
            await SettleAsync(rig);
        }

        Assert.InRange(longest, TimeSpan.Zero, limit);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<FleetRig> StartAsync()
    {
        var rig = await FleetRig.StartAsync(workers: 3);
        await rig.SettleFleetAsync(Token);
        return rig;
    }

    private static async Task SettleAsync(FleetRig rig)
    {
        var ledger = await rig.SettleRowsAsync(Token);
        // Part of every day, and nothing that anybody should do something about: above all not skip rows.
        Assert.DoesNotContain($"[{CheckpointAhead}]", rig.Outputs(), StringComparison.Ordinal);
        string problems = rig.FindProblems(ledger);
        Assert.True(problems.Length == 0, $"{problems}\n{rig.Tails()}");
    }

    private static Task<TimeSpan> TakenOverAsync(FleetRig rig, long since, int partitions) =>
        PartitionStarts.TakenOverAsync(
            [.. rig.Workers.Skip(1).Select(worker => worker.Starts)],
            since,
            partitions,
            Deadline,
            rig.Tails,
            Token
        );
}
