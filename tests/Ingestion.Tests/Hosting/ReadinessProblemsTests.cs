using System.Net;
using Azure;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Observing;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestion.Replaying;
using ModelData.Ingestion.Tests.Balancing;
using ModelData.Ingestion.Tests.Fleet;
using ModelData.Ingestor.Hosting;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Hosting;

/// <summary>Each thing that readiness says of a worker, as one of the known problems.</summary>
[Trait("Level", "Unit")]
public sealed class ReadinessProblemsTests : IStateStore, IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly CancellationTokenSource _stop = new();
    private readonly WebApplication _app;
    private readonly Readiness _sut;
    private readonly Dictionary<string, Exception> _states = [];
    private Task _balancing = Task.CompletedTask;

    public ReadinessProblemsTests()
    {
        _app = WorkerHost.Build(
            [
                "--EventHubs:ConnectionString=Endpoint=sb://localhost;SharedAccessKeyName=n;SharedAccessKey=a2V5",
                "--EventHubs:HubName=hub",
                "--Blobs:ConnectionString=UseDevelopmentStorage=true",
                "--urls=http://127.0.0.1:0",
            ],
            services =>
            {
                services
                    .RemoveAll<IHostedService>()
                    .Replace(ServiceDescriptor.Singleton<TimeProvider>(_time))
                    .Replace(ServiceDescriptor.Singleton<IHubSource>(new InMemoryHubSource(new(2, _time), _time)))
                    .Replace(ServiceDescriptor.Singleton<IOwnershipStore>(new InMemoryOwnershipStore(_time)))
                    .Replace(ServiceDescriptor.Singleton<ICheckpointStore>(new NoCheckpoints()))
                    .Replace(ServiceDescriptor.Singleton<IStateStore>(this));
            }
        );
        _sut = _app.Services.GetRequiredService<Readiness>();
    }

    [Fact]
    public void FindProblems_NothingIsReached_IsThatOfTheDependenciesAlone()
    {
        Assert.Equal(4, _sut.FindProblems().Count);
        Assert.Equal(_app.Services.GetRequiredService<Dependencies>().FindProblems(), _sut.FindProblems());
    }

    [Fact]
    public void FindProblems_FleetWasNotLookedAt_SaysSo()
    {
        Reach();
        Check(
            "hub or storage was not reached yet: the records of the fleet were not read. Wait; the log says why they cannot be (1103).",
            new ReportedProblem(
                ProblemCatalogue.NotLookedYet,
                "this worker",
                "hub or storage was not reached yet: the records of the fleet were not read",
                "Wait; the log says why they cannot be (1103)",
                null
            )
        );
    }

    [Fact]
    public async Task FindProblems_PartitionsAreOwnedButNotBegun_SaysHowMany()
    {
        Reach();
        await BalanceAsync(async lease =>
            await Task.Delay(Timeout.Infinite, lease.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)
        );
        Check(
            "2 partitions that are this worker's are not being read yet. Wait.",
            new ReportedProblem(
                ProblemCatalogue.PartitionDetached,
                "this worker",
                "2 partitions that are this worker's are not being read yet",
                "Wait",
                null
            )
        );
    }

    [Fact]
    public async Task FindProblems_PartitionsCannotBeRead_NamesThemAndForHowLong()
    {
        (_states["0"], _states["1"]) = (new IOException("away"), new IOException("away"));
        Reach();
        await ReadAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        Check(
            "partitions not being read: 0, 1. Wait; the log says why they cannot be (3103).",
            new ReportedProblem(
                ProblemCatalogue.PartitionDetached,
                "partitions 0, 1",
                "not being read",
                "Wait; the log says why they cannot be (3103)",
                TimeSpan.FromSeconds(3)
            )
        );
    }

    [Fact]
    public async Task FindProblems_PartitionIsStopped_SaysWhatStoppedItAndForHowLong()
    {
        (_states["0"], _states["1"]) = (new IOException("away"), new StateGoneException("It is gone", "Bring it back"));
        Reach();
        await ReadAsync();
        await Eventually.IsTrueAsync(
            () => _sut.FindProblems().Any(it => it.Kind == ProblemCatalogue.PositionUnknown),
            Deadline,
            () => "the partition to be stopped",
            Token
        );
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(
            new ReportedProblem(
                ProblemCatalogue.PositionUnknown,
                "partition 1",
                "It is gone",
                "Bring it back",
                TimeSpan.FromSeconds(3)
            ),
            _sut.FindProblems()[0]
        );
        // Only the other one is waited for.
        Assert.Equal(["partition 1", "partition 0"], _sut.FindProblems().Select(it => it.Where));
        Assert.Equal(
            "partition 1 is stopped: It is gone. Bring it back. See troubleshooting.md#position-unknown.",
            _sut.Describe().First().Line
        );
    }

    [Theory]
    [InlineData(5.6, "its clock is 5 s ahead of that of the storage")]
    [InlineData(-599.5, "its clock is 600 s behind that of the storage")]
    public async Task FindProblems_ClockIsOff_SaysSoAndStaysReady(double seconds, string cause)
    {
        Reach();
        await BalanceAsync(_ => Task.CompletedTask, []);
        var clock = _app.Services.GetRequiredService<ServiceClock>();
        clock.Read(Noon.AddSeconds(-seconds), _time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(3));

        var problem = Assert.Single(_sut.FindProblems());
        Assert.Equal(
            (ProblemCatalogue.ClockOff, "this machine", cause, TimeSpan.FromSeconds(3)),
            (problem.Kind, problem.Where, problem.Cause, problem.Duration)
        );
        var (status, text) = await AskAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith($"ready\nthis machine: {cause}. Synchronise it (NTP)", text, StringComparison.Ordinal);
        Assert.EndsWith(". See troubleshooting.md#clock-off.\n", text, StringComparison.Ordinal);

        // What makes a worker unready is said beside it.
        _app.Services.GetRequiredService<Dependencies>().Hub.Failed(Dependencies.LookLimit);
        (status, text) = await AskAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(2, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task FindProblems_ClockIsRight_None()
    {
        Reach();
        await BalanceAsync(_ => Task.CompletedTask, []);
        _app.Services.GetRequiredService<ServiceClock>().Read(Noon.AddSeconds(-4), _time.GetTimestamp());
        Assert.Empty(_sut.FindProblems());
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await AskAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _balancing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    Task<(PartitionState? State, ETag? ETag)> IStateStore.LoadAsync(
        string partitionId,
        CancellationToken cancellationToken
    ) => Task.FromException<(PartitionState?, ETag?)>(_states[partitionId]);

    IAsyncEnumerable<ListedState> IStateStore.ListAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    Task<ETag?> IStateStore.TrySaveAsync(
        string partitionId,
        PartitionState state,
        ETag? ifMatch,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private void Check(string line, ReportedProblem problem)
    {
        Assert.Equal(problem, Assert.Single(_sut.FindProblems()));
        var described = Assert.Single(_sut.Describe());
        Assert.Equal(($"{line} See {problem.Kind.Page}.", false), (described.Line, described.IsHarmless));
    }

    private void Reach()
    {
        foreach (var dependency in _app.Services.GetRequiredService<Dependencies>().All)
        {
            dependency.Reached();
        }
    }

    private async Task ReadAsync()
    {
        var pumps = _app.Services.GetRequiredService<PartitionPumps>();
        await BalanceAsync(pumps.RunAsync);
        await Eventually.IsTrueAsync(() => pumps.All.Count() == 2, Deadline, () => "two pumps", Token);
    }

    private Task BalanceAsync(Func<PartitionLease, Task> work) => BalanceAsync(work, ["0", "1"]);

    private async Task BalanceAsync(Func<PartitionLease, Task> work, IReadOnlyList<string> partitions)
    {
        var balancer = _app.Services.GetRequiredService<PartitionBalancer>();
        _balancing = balancer.RunAsync(_ => Task.FromResult(partitions), work, _stop.Token);
        await Eventually.IsTrueAsync(() => balancer.HasLooked, Deadline, () => "a look at the fleet", Token);
    }

    private async Task<(HttpStatusCode Status, string Text)> AskAsync()
    {
        if (_app.Urls.Count == 0 || _app.Urls.Single().EndsWith(":0", StringComparison.Ordinal))
        {
            await _app.StartAsync(Token);
        }

        using var http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        using var answer = await http.GetAsync("readyz", Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
