using System.Net.Sockets;
using Azure;
using Azure.Identity;
using Microsoft.Extensions.Time.Testing;
using ModelData.HubClient;
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
        Assert.All(sut.Describe(), line => Assert.Contains("not reached yet", line, StringComparison.Ordinal));
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
        failed.Failed(new DependencyProblem("the cause", "The mend"));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(
            $"{name} (place of {name}): not reached since 2026-11-29T12:00:00Z (10 s): the cause. The mend.",
            Assert.Single(sut.Describe())
        );
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
        Assert.Equal(4, sut.Describe().Count());
    }

    [Fact]
    public void OfStorage_WhatStorageSays_NamesTheMend()
    {
        Check(new RequestFailedException(404, "gone", "ContainerNotFound", null), "Undelete");
        Check(new RequestFailedException(409, "gone", "ContainerBeingDeleted", null), "Undelete");
        Check(new RequestFailedException(403, "no", "AuthenticationFailed", null), "State__ConnectionString", "clock");
        Check(new RequestFailedException(403, "no", "AuthorizationFailure", null), "firewall");
        Check(new RequestFailedException(403, "no", "AuthorizationPermissionMismatch", null), "Storage Blob Data");
        Check(new RequestFailedException(503, "busy", "ServerBusy", null), "Wait");
        Check(new RequestFailedException("Connection refused"), "network");
        Check(new AggregateException(new SocketException(111)), "network");
        Check(new AuthenticationFailedException("no token"), "identity");

        static void Check(Exception exception, params string[] mends) =>
            Assert.All(
                mends,
                mend =>
                    Assert.Contains(
                        mend,
                        DependencyProblem.OfStorage(exception, "State").Mend,
                        StringComparison.Ordinal
                    )
            );
    }

    [Theory]
    [InlineData(nameof(HubFailureReason.Unauthorized), "Listen")]
    [InlineData(nameof(HubFailureReason.AuthenticationFailed), "identity")]
    [InlineData(nameof(HubFailureReason.ResourceNotFound), "EventHubs__HubName")]
    [InlineData(nameof(HubFailureReason.QuotaExceeded), "tier")]
    [InlineData(nameof(HubFailureReason.ServiceCommunicationProblem), "network")]
    public void OfHub_WhatTheHubSays_NamesTheMend(string reason, string mend) =>
        Assert.Contains(
            mend,
            DependencyProblem.OfHub(new HubException(Enum.Parse<HubFailureReason>(reason), false, "said\nmore")).Mend,
            StringComparison.Ordinal
        );

    [Fact]
    public void OfHub_MessageOfManyLines_IsOneLine() =>
        Assert.Equal(
            "HubException: said",
            DependencyProblem.OfHub(new HubException(HubFailureReason.ServiceTimeout, true, "said\nmore")).Cause
        );

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
