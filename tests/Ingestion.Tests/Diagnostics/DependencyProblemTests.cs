using System.Net.Sockets;
using Azure;
using Azure.Identity;
using ModelData.HubClient;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Observing;

namespace ModelData.Ingestion.Tests.Diagnostics;

/// <summary>What a service says is one of the known problems, with a cause and a mend that a line can be made of.</summary>
[Trait("Level", "Unit")]
public sealed class DependencyProblemTests
{
    public static TheoryData<string, int, string, string> Storage =>
        new()
        {
            { "ContainerNotFound", 404, "container-missing", "Undelete" },
            { "ContainerBeingDeleted", 409, "container-missing", "Undelete" },
            { "AuthenticationFailed", 403, "storage-refuses", "State__ConnectionString" },
            { "AuthenticationFailed", 403, "storage-refuses", "clock" },
            { "InvalidAuthenticationInfo", 401, "storage-refuses", "State__ConnectionString" },
            { "AuthorizationFailure", 403, "storage-refuses", "firewall" },
            { "AuthorizationPermissionMismatch", 403, "storage-refuses", "Storage Blob Data" },
            { "TooManyRequests", 429, "storage-busy", "Wait" },
            { "InternalError", 500, "storage-busy", "Wait" },
            { "ServerBusy", 503, "storage-busy", "Wait" },
            { "", 502, "storage-unreachable", "network" },
            { "", 0, "storage-unreachable", "network" },
        };

    [Theory]
    [MemberData(nameof(Storage))]
    public void OfStorage_WhatStorageSays_IsAKnownProblemWithItsMend(string error, int status, string code, string mend)
    {
        var said = new RequestFailedException(status, "It says so.\nAnd more.", error.Length > 0 ? error : null, null);
        Check(DependencyProblem.OfStorage(said, "State"), code, mend);
    }

    [Theory]
    [InlineData(nameof(HubFailureReason.Unauthorized), "hub-refuses", "Listen")]
    [InlineData(nameof(HubFailureReason.AuthenticationFailed), "identity-fails", "identity")]
    [InlineData(nameof(HubFailureReason.ResourceNotFound), "hub-missing", "EventHubs__HubName")]
    [InlineData(nameof(HubFailureReason.QuotaExceeded), "hub-busy", "tier")]
    [InlineData(nameof(HubFailureReason.ServiceBusy), "hub-busy", "throughput")]
    [InlineData(nameof(HubFailureReason.ServiceTimeout), "hub-unreachable", "network")]
    [InlineData(nameof(HubFailureReason.ServiceCommunicationProblem), "hub-unreachable", "network")]
    public void OfHub_WhatTheHubSays_IsAKnownProblemWithItsMend(string reason, string code, string mend)
    {
        var said = new HubException(Enum.Parse<HubFailureReason>(reason), false, "It says so.\nAnd more.");
        Check(DependencyProblem.OfHub(said), code, mend);
        Assert.Equal("HubException: It says so", DependencyProblem.OfHub(said).Cause);
    }

    [Fact]
    public void Of_WhatIsBeneathTheServices_IsAKnownProblemWithItsMend()
    {
        var noToken = new AuthenticationFailedException("No token.\r\nNone at all.");
        Check(DependencyProblem.OfStorage(noToken, "Blobs"), "identity-fails", "identity");
        Check(DependencyProblem.OfHub(noToken), "identity-fails", "identity");
        Check(DependencyProblem.OfHub(new AggregateException(noToken)), "identity-fails", "identity");
        Exception network = new AggregateException(new SocketException((int)SocketError.ConnectionRefused));
        Check(DependencyProblem.OfStorage(network, "Blobs"), "storage-unreachable", "Blobs__ServiceUri");
        Check(DependencyProblem.OfHub(network), "hub-unreachable", "EventHubs__FullyQualifiedNamespace");
    }

    [Theory]
    [InlineData("Blobs", "Blobs__ConnectionString or Blobs__ServiceUri")]
    [InlineData("--state", "at the address in --state")]
    public void OfStorage_WhereItIsToBeMended_IsNamedAsItWasGiven(string settings, string mend) =>
        Check(
            DependencyProblem.OfStorage(new RequestFailedException("No route."), settings),
            "storage-unreachable",
            mend
        );

    // Whoever looks cannot tell a container that never was from one that was deleted.
    [Fact]
    public void ForOperators_AContainerIsMissing_SaysBothPossibilities()
    {
        var missing = new RequestFailedException(404, "No.", "ContainerNotFound", null);
        var problem = DependencyProblem.OfStorage(missing, "State").ForOperators();
        Check(problem, "container-missing", "If no worker ever ran here, start one");
        Check(problem, "container-missing", "If it was deleted, undelete it");
    }

    [Fact]
    public void Of_NoAnswer_CanBeSaidInALine()
    {
        Check(DependencyProblem.NeverLookedAt, "not-looked-yet", "Wait");
        Check(DependencyProblem.LookHangs(ProblemCatalogue.HubUnreachable), "hub-unreachable", "network");
        var silent = DependencyProblem.Silent(ProblemCatalogue.StorageUnreachable, TimeSpan.FromSeconds(10));
        Check(silent, "storage-unreachable", "network");
    }

    private static void Check(DependencyProblem problem, string code, string mend)
    {
        Assert.Equal(code, problem.Kind.Code);
        Assert.Contains(mend, problem.Mend, StringComparison.Ordinal);
        // A worker that does not reach what it needs is not ready.
        Assert.True(problem.Kind.Severity >= ProblemSeverity.Behind);
        Assert.All([problem.Cause, problem.Mend], it => Assert.Matches(@"^[^\r\n]*[^\s.]\z", it));
    }
}
