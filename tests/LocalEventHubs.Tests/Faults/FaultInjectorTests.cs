using Microsoft.Extensions.Time.Testing;

namespace ModelData.LocalEventHubs.Faults;

[Trait("Level", "Unit")]
public sealed class FaultInjectorTests
{
    private static readonly LinkPlace Sender = new(FaultLink.Sender, "hub", "0");

    private static FaultRule Rule => new() { Link = FaultLink.Sender, Action = FaultAction.DropAnswer };

    [Fact]
    public void Next_After_MeetsTheOneBehind()
    {
        using FaultInjector sut = Create(Rule with { After = 3 });

        Assert.Equal([4], Met(sut, 20));
    }

    [Fact]
    public void Next_AfterWithTimes_MeetsAsManyInARow()
    {
        using FaultInjector sut = Create(Rule with { After = 3, Times = 2 });

        Assert.Equal([4, 5], Met(sut, 20));
    }

    [Fact]
    public void Next_Every_MeetsMultiplesUpToItsTimes()
    {
        using FaultInjector sut = Create(Rule with { Every = 5, Times = 3 });

        Assert.Equal([5, 10, 15], Met(sut, 40));
    }

    [Fact]
    public void Next_BatchAcrossTheNumber_MeetsItOnce()
    {
        using FaultInjector sut = Create(Rule with { Every = 5 });

        Assert.Null(sut.Next(Sender, isAttach: false, 4));
        Assert.NotNull(sut.Next(Sender, isAttach: false, 7));
        Assert.Null(sut.Next(Sender, isAttach: false, 3));
    }

    [Fact]
    public void Next_Chance_IsThatOfThePlanAndTheSameAgain()
    {
        FaultRule rule = Rule with { Chance = 0.1 };
        using FaultInjector one = Create(rule);
        using FaultInjector other = Create(rule);

        int[] met = Met(one, 10_000);

        Assert.InRange(met.Length, 850, 1150);
        Assert.Equal(met, Met(other, 10_000));
    }

    [Fact]
    public void Next_OtherPlace_IsNotCounted()
    {
        using FaultInjector sut = Create(Rule with { After = 1, Hub = "HUB", Partition = "0" });

        sut.Next(Sender with { Partition = "1" }, isAttach: false, 9);
        sut.Next(Sender with { Hub = "other" }, isAttach: false, 9);
        sut.Next(Sender with { Link = FaultLink.Receiver }, isAttach: false, 9);
        sut.Next(Sender, isAttach: true, 9);

        Assert.Equal([2], Met(sut, 5));
    }

    [Fact]
    public void Next_TwoRulesMet_TheFirstActsAndTheOtherCounts()
    {
        using FaultInjector sut = Create(Rule with { Every = 4, Times = 1 }, Rule with { Every = 2 });

        Assert.Equal([2, 4, 6, 8], Met(sut, 8));
    }

    private static FaultInjector Create(params FaultRule[] rules) =>
        new(new FaultPlan { Seed = 5, Rules = rules }, new FakeTimeProvider());

    private static int[] Met(FaultInjector sut, int events) =>
        [.. Enumerable.Range(1, events).Where(_ => sut.Next(Sender, isAttach: false, 1) is not null)];
}
