using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Observing;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Diagnostics;

/// <summary>What is not reached is named with since when, why, and the mend.</summary>
[Trait("Level", "Unit")]
public sealed class DependenciesTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Describe_NothingLookedAtYet_NamesAll()
    {
        var sut = Create();
        Assert.Equal(4, sut.Describe().Count());
        Assert.All(sut.FindProblems(), it => Assert.Equal(ProblemCatalogue.NotLookedYet, it.Kind));
        Assert.All(sut.Describe(), it => Assert.Contains("not reached yet", it.Line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("hub")]
    [InlineData("data")]
    [InlineData("state")]
    [InlineData("dead letters")]
    public void Describe_OneFails_NamesItSinceWhenWhyAndTheMend(string name)
    {
        var sut = Create();
        Reach(sut);
        Assert.Empty(sut.Describe());

        _time.Advance(TimeSpan.FromSeconds(5));
        var failed = sut.All.Single(it => it.Name == name);
        failed.Failed(new DependencyProblem(ProblemCatalogue.StorageBusy, "the cause", "The mend"));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(
            $"{name} (place of {name}): not reached since 2026-11-29T12:00:00Z (10 s): the cause. The mend. See troubleshooting.md#storage-busy.",
            Assert.Single(sut.Describe()).Line
        );
        var problem = new ReportedProblem(
            ProblemCatalogue.StorageBusy,
            $"{name} (place of {name})",
            "the cause",
            "The mend",
            TimeSpan.FromSeconds(10)
        );
        Assert.Equal(problem, Assert.Single(sut.FindProblems()));
        Assert.Equal(TimeSpan.FromSeconds(10), failed.Away);
        failed.Reached();
        Assert.Empty(sut.Describe());
        Assert.Equal(TimeSpan.Zero, failed.Away);
    }

    [Fact]
    public void Describe_LooksHang_NoneIsReached()
    {
        var sut = Create();
        Reach(sut);
        _time.Advance(Dependencies.LookInterval + Dependencies.LookLimit);
        Assert.Empty(sut.Describe());
        _time.Advance(TimeSpan.FromSeconds(6));
        string[] expected = ["hub-unreachable", "storage-unreachable", "storage-unreachable", "storage-unreachable"];
        Assert.Equal(expected, sut.FindProblems().Select(it => it.Kind.Code));
    }

    [Fact]
    public void Failed_NoAnswerInTime_IsThatTheServiceIsNotReached()
    {
        var sut = Create();
        Reach(sut);
        sut.Hub.Failed(Dependencies.LookLimit);
        sut.Data.Failed(Dependencies.LookLimit);
        KnownProblem[] expected = [ProblemCatalogue.HubUnreachable, ProblemCatalogue.StorageUnreachable];
        Assert.Equal(expected, sut.FindProblems().Select(it => it.Kind));
        Assert.All(sut.FindProblems(), it => Assert.Equal("no answer within 10 s", it.Cause));
    }

    private static void Reach(Dependencies sut)
    {
        foreach (var dependency in sut.All)
        {
            dependency.Reached();
        }
    }

    private Dependencies Create() =>
        new(
            "place of hub",
            "place of data",
            "place of state",
            "place of dead letters",
            Committers.CreateMetrics(),
            _time
        );
}
