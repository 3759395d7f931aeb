using System.Diagnostics;
using ModelData.Crash.Tests.Fleet;
using ModelData.Testing;

namespace ModelData.Crash.Tests;

/// <summary>Workers that share a hub: how soon others take over, and that nothing is lost or doubled by it.</summary>
[Trait("Category", "Fleet")]
public sealed class FleetTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Worker_IsKilled_ItsPartitionsAreReadWithinExpiryAndAnInterval()
    {
        await using var rig = await StartAsync();
        var killed = rig.Workers[0];
        int partitions = (int)await killed.CountPartitionsAsync(Token);

        long at = Stopwatch.GetTimestamp();
        await killed.KillAsync();
        var longest = await TakenOverAsync(rig, at, partitions);

        output.WriteLine($"{partitions} partitions read by others {longest.TotalSeconds:F2} s after SIGKILL");
        Assert.InRange(longest, TimeSpan.Zero, FleetRig.Expiry + FleetRig.Interval);
        await SettleAsync(rig);
    }

    [Fact]
    public async Task Worker_IsStopped_ItsPartitionsAreReadWithinTwoSeconds()
    {
        await using var rig = await StartAsync();
        var stopped = rig.Workers[0];
        int partitions = (int)await stopped.CountPartitionsAsync(Token);

        long at = Stopwatch.GetTimestamp();
        Assert.Equal(0, await stopped.TerminateAsync(Deadline));
        var longest = await TakenOverAsync(rig, at, partitions);

        output.WriteLine($"{partitions} partitions read by others {longest.TotalSeconds:F2} s after SIGTERM");
        Assert.InRange(longest, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await SettleAsync(rig);
    }

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
