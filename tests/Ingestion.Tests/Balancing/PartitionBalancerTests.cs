using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Tests.Balancing;

/// <summary>A fleet in fake time: intervals of a second, an expiry of three.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Fleet")]
public sealed class PartitionBalancerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Run_EightWorkersStartTogether_SettleWithinThreeIntervals(int run)
    {
        await using var fleet = new Fleet(32);
        for (int i = 0; i < 8; i++)
        {
            fleet.Add();
        }

        await fleet.PassAsync(3);

        Assert.Empty(fleet.Unread);
        Assert.Equal([4, 4, 4, 4, 4, 4, 4, 4], fleet.Counts);
        int starts = fleet.Starts;
        await fleet.PassAsync(20 + run);
        Assert.Equal(starts, fleet.Starts);
    }

    [Fact]
    public async Task Run_AWorkerJoins_MovesItsShareAndNoMore()
    {
        await using var fleet = new Fleet(32);
        fleet.Add();
        await fleet.PassAsync(1);
        fleet.Add();
        await fleet.PassAsync(2);
        fleet.Add();
        await fleet.PassAsync(2);
        Assert.Equal([11, 11, 10], fleet.Counts.OrderDescending());
        int starts = fleet.Starts;

        fleet.Add();
        await fleet.PassAsync(3);

        Assert.Equal([8, 8, 8, 8], fleet.Counts);
        Assert.Equal(8, fleet.Starts - starts);
    }

    [Fact]
    public async Task Run_Balanced_TakesOneAtEachLook()
    {
        await using var fleet = new Fleet(8);
        fleet.Add();
        await fleet.PassAsync(1);

        fleet.Add(strategy: BalancingStrategy.Balanced);
        await fleet.PassAsync(0.1);
        Assert.Single(fleet.Members[1].Working);

        await fleet.PassAsync(3);
        Assert.Equal([4, 4], fleet.Counts);
    }

    [Fact]
    public async Task Run_AWorkerStops_ItsPartitionsAloneMoveAtOnce()
    {
        await using var fleet = new Fleet(12);
        fleet.Add();
        fleet.Add();
        var leaving = fleet.Add();
        await fleet.PassAsync(3);
        Assert.Equal([4, 4, 4], fleet.Counts);
        int starts = fleet.Starts;
        int losses = fleet.Losses;

        await leaving.StopAsync();
        await fleet.PassAsync(0.5);

        Assert.Equal([6, 6, 0], fleet.Counts);
        Assert.Equal(4, fleet.Starts - starts);
        Assert.Equal(losses, fleet.Losses);
    }

    [Fact]
    public async Task Run_AWorkerStops_KeepsAPartitionUntilItsWorkHasEnded()
    {
        await using var fleet = new Fleet(2);
        var leaving = fleet.Add();
        await fleet.PassAsync(1);
        var other = fleet.Add();
        await fleet.PassAsync(2);
        var finishing = new TaskCompletionSource();
        leaving.Finishing = finishing.Task;

        var stopped = leaving.StopAsync();
        await fleet.PassAsync(1);
        Assert.Single(other.Working);

        finishing.SetResult();
        await stopped;
        await fleet.PassAsync(0.5);
        Assert.Equal(2, other.Working.Count);
    }

    [Fact]
    public async Task Run_StopsBetweenARenewalAndItsAnswer_GivesThePartitionUpAllTheSame()
    {
        await using var fleet = new Fleet(1);
        var member = fleet.Add();
        await fleet.PassAsync(1);
        long writes = fleet.Store.Writes;
        var stopped = new TaskCompletionSource();
        fleet.Store.After = () =>
        {
            if (fleet.Store.Writes > writes && stopped.TrySetResult())
            {
                _ = member.StopAsync();
                throw new OperationCanceledException();
            }
        };

        await fleet.PassAsync(2);

        await stopped.Task;
        await member.Running;
        Assert.All(fleet.Store.Owners.Values, Assert.Empty);
    }

    [Fact]
    public async Task Run_AWorkerIsFrozen_OthersTakeOverInTimeAndItNotices()
    {
        await using var fleet = new Fleet(9);
        fleet.Add();
        fleet.Add();
        var frozen = fleet.Add();
        await fleet.PassAsync(3);
        Assert.Equal([3, 3, 3], fleet.Counts);
        int starts = fleet.Starts;
        int losses = frozen.Losses;

        frozen.Freeze();
        await fleet.PassAsync(4);
        // It has no idea yet.
        Assert.Equal(3, frozen.Working.Count);
        Assert.Equal(9, fleet.Members[0].Working.Count + fleet.Members[1].Working.Count);
        Assert.Equal(3, fleet.Starts - starts);

        frozen.Thaw();
        await fleet.PassAsync(3);
        Assert.Equal(3, frozen.Losses - losses);
        Assert.Equal([3, 3, 3], fleet.Counts);
    }

    [Fact]
    public async Task Run_ALostPartitionIsStillBeingFinished_IsNotClaimedAgain()
    {
        await using var fleet = new Fleet(1);
        var frozen = fleet.Add();
        await fleet.PassAsync(1);
        var finishing = new TaskCompletionSource();
        frozen.Finishing = finishing.Task;
        frozen.Freeze();
        var other = fleet.Add();
        await fleet.PassAsync(5);
        Assert.Single(other.Working);

        frozen.Thaw();
        await fleet.PassAsync(1);
        await other.StopAsync();
        await fleet.PassAsync(3);
        // The lease that was lost, and no other.
        Assert.Equal(1, frozen.Starts);

        finishing.SetResult();
        await fleet.PassAsync(1);
        Assert.Equal(2, frozen.Starts);
    }

    [Fact]
    public async Task Run_ClocksDifferByHours_NothingMoves()
    {
        await using var fleet = new Fleet(6);
        fleet.Add(skew: TimeSpan.FromHours(-5));
        fleet.Add(skew: TimeSpan.FromHours(3));
        fleet.Add(skew: TimeSpan.FromDays(400));
        await fleet.PassAsync(3);
        Assert.Equal([2, 2, 2], fleet.Counts);
        int starts = fleet.Starts;

        await fleet.PassAsync(30);

        Assert.Equal(starts, fleet.Starts);
    }

    [Fact]
    public async Task Run_StartsAgainUnderItsName_GoesOnAtOnce()
    {
        await using var fleet = new Fleet(4);
        fleet.Add();
        var killed = fleet.Add("b");
        await fleet.PassAsync(3);
        killed.Freeze();

        var again = fleet.Add("b");
        await fleet.PassAsync(0.1);

        Assert.Equal(killed.Working.Keys.Order(), again.Working.Keys.Order());
        Assert.Equal(2, again.Working.Count);
    }

    [Fact]
    public async Task Run_TwoWorkersOfOneName_DoNotTradeForEver()
    {
        await using var fleet = new Fleet(4);
        fleet.Add("same");
        await fleet.PassAsync(2);
        fleet.Add("same");
        await fleet.PassAsync(5);
        Assert.Empty(fleet.Unread);
        int starts = fleet.Starts;

        await fleet.PassAsync(30);

        Assert.Equal(starts, fleet.Starts);
    }

    [Fact]
    public async Task Run_AnswersAndRequestsAreLost_StillSettles()
    {
        await using var fleet = new Fleet(16);
        var random = new Random(7);
        void Fail()
        {
            lock (random)
            {
                if (random.Next(10) == 0)
                {
                    throw new IOException("lost");
                }
            }
        }

        fleet.Store.Before = Fail;
        fleet.Store.After = Fail;
        for (int i = 0; i < 4; i++)
        {
            fleet.Add();
        }

        await fleet.PassAsync(20);
        fleet.Store.Before = fleet.Store.After = () => { };
        await fleet.PassAsync(5);

        Assert.Empty(fleet.Unread);
        Assert.Equal([4, 4, 4, 4], fleet.Counts);
        Assert.All(
            fleet.Members,
            member => Assert.All(member.Working.Keys, p => Assert.Equal(member.OwnerId, fleet.Store.Owners[p]))
        );
    }

    [Fact]
    public async Task Run_CutOffFromTheHubButNotFromStorage_OthersTakeOver()
    {
        await using var fleet = new Fleet(4);
        fleet.Add();
        var cutOff = fleet.Add();
        await fleet.PassAsync(3);
        int losses = cutOff.Losses;

        cutOff.IsHubReachable = false;
        await fleet.PassAsync(5);

        Assert.Equal([4, 0], fleet.Counts);
        Assert.Equal(2, cutOff.Losses - losses);
    }

    [Fact]
    public async Task Run_AWorkFails_EndsAllAndGivesThemUp()
    {
        await using var fleet = new Fleet(3);
        var member = fleet.Add();
        await fleet.PassAsync(1);

        member.Failing.SetException(new InvalidOperationException("broken"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => member.Running);
        Assert.Empty(member.Working);
        Assert.All(fleet.Store.Owners.Values, Assert.Empty);
    }
}
