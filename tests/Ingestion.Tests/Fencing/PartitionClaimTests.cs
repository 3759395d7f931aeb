using Azure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.Fencing;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Ingestion.Tests.Fleet;

namespace ModelData.Ingestion.Tests.Fencing;

[Trait("Level", "Unit")]
public sealed class PartitionClaimTests : ICheckpointStore
{
    private static readonly RoutingSettings Csv = RoutingSettings.Create(padded: true, new OutputSettings());
    private static readonly RoutingSettings Parquet = RoutingSettings.Create(
        padded: true,
        new OutputSettings { Formats = "parquet" }
    );

    private readonly FakeFleet _fleet = new() { End = 9 };
    private readonly InMemoryStates _states = new();
    private Checkpoint? _mirror;

    [Fact]
    public async Task Run_NoStateAndNoCheckpoint_MakesTheStateDurableBeforeAnythingIsReceived()
    {
        var claimed = await ClaimAsync(Csv);

        var (state, _) = await _states.LoadAsync("0", Token);
        Assert.Equal((_fleet.Balancer.OwnerId, -1L, Csv), (state!.Owner, state.Position, state.Routing));
        Assert.Equal((-1L, 9L), (claimed.Start.Position.SequenceNumber, claimed.Barrier));
    }

    [Fact]
    public async Task Run_StateOfAnotherRouting_StartsUnderThatAndReadsItUpToTheBarrier()
    {
        await SaveAsync(State(5, Csv) with { Owner = "w1/former" });

        var claimed = await ClaimAsync(Parquet);

        Assert.Equal((5L, Csv, 9L), (claimed.Start.Position.SequenceNumber, claimed.Start.Routing, claimed.Barrier));
        var (state, _) = await _states.LoadAsync("0", Token);
        Assert.Equal((_fleet.Balancer.OwnerId, Csv), (state!.Owner, state.Routing));
    }

    [Fact]
    public async Task Run_AnotherSessionOwnsThePartition_LeavesTheStateAlone()
    {
        await SaveAsync(State(5, Csv) with { Owner = "w1/present" });
        _fleet.Own("0", "w1/present");

        await Assert.ThrowsAsync<SessionEndedException>(() => RunAsync(Csv));

        Assert.Equal("w1/present", (await _states.LoadAsync("0", Token)).State!.Owner);
    }

    [Fact]
    public async Task Run_StateIsGoneBesideACheckpointOfAWorker_StopsWithTheMend()
    {
        _mirror = new Checkpoint("0", 7, "7", PumpSettings.MirrorWriterPrefix + "w0");

        var failed = await Assert.ThrowsAsync<PartitionFailedException>(() => ClaimAsync(Csv));

        Assert.Contains("Restore the state blob", failed.Message, StringComparison.Ordinal);
        Assert.Equal(ProblemCatalogue.PositionUnknown, failed.ProblemOf("0").Kind);
        Assert.Contains("Checkpoints__Adopt=true", failed.Message, StringComparison.Ordinal);
        Assert.Null((await _states.LoadAsync("0", Token)).State);
    }

    [Theory]
    [InlineData(false, -1)]
    [InlineData(true, 7)]
    public async Task Run_CheckpointOfAnotherConsumer_IsFollowedOnlyWhenAskedTo(bool adopts, long expected)
    {
        _mirror = new Checkpoint("0", 7, "7", "a consumer");

        var claimed = await ClaimAsync(Csv, adopts);

        Assert.Equal(expected, claimed.Start.Position.SequenceNumber);
    }

    [Fact]
    public async Task Run_HubMadeAnew_StartsAtItsBeginningWhateverTheCheckpointSays()
    {
        await SaveAsync(State(5, Csv) with { Incarnation = "0123456789abcdef" });
        _mirror = new Checkpoint("0", 7, "7", "a consumer");

        var claimed = await ClaimAsync(Csv, adopts: true);

        Assert.Equal(-1, claimed.Start.Position.SequenceNumber);
    }

    [Fact]
    public async Task Run_StateOfAnotherHub_StopsWithTheMendAndLeavesItAlone()
    {
        var copied = State(5, Csv) with { Incarnation = "0123456789abcdef", Hub = "other.servicebus.windows.net/hub" };
        await SaveAsync(copied);

        var failed = await Assert.ThrowsAsync<PartitionFailedException>(() => ClaimAsync(Csv));

        Assert.Equal(ProblemCatalogue.PositionOfAnotherHub, failed.ProblemOf("0").Kind);
        Assert.Contains("other.servicebus.windows.net/hub", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Restore the state blob", failed.Message, StringComparison.Ordinal);
        Assert.Equal(copied, (await _states.LoadAsync("0", Token)).State);
    }

    Task<Checkpoint?> ICheckpointStore.GetAsync(string partitionId, CancellationToken cancellationToken) =>
        Task.FromResult(_mirror);

    Task ICheckpointStore.UpdateAsync(
        string partitionId,
        long sequenceNumber,
        string offset,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<ETag?> SaveAsync(PartitionState state) => _states.TrySaveAsync("0", state, null, Token);

    private PartitionState State(long position, RoutingSettings routing) =>
        new StartingPoint(
            true,
            new PartitionPosition(position, $"{position}", DateTimeOffset.UnixEpoch),
            new DuplicateMemory(TimeSpan.FromHours(1)),
            routing
        ).ToState(_fleet.Incarnation, owner: null, former: null);

    private Task<ClaimedPartition> ClaimAsync(RoutingSettings routing, bool adopts = false)
    {
        _fleet.Own("0", _fleet.Balancer.OwnerId);
        return RunAsync(routing, adopts);
    }

    private Task<ClaimedPartition> RunAsync(RoutingSettings routing, bool adopts = false)
    {
        var saver = new StateSaver(
            "0",
            _states,
            this,
            Options.Create(new ManifestSettings()),
            Committers.Metrics,
            _fleet.Time,
            NullLogger<StateSaver>.Instance
        );
        var settings = new PumpSettings(
            "w0",
            1 << 16,
            routing,
            TimeSpan.FromHours(1),
            adopts,
            PumpSettings.LongestLookLimit
        );
        return new PartitionClaim(
            "0",
            settings,
            _fleet,
            saver,
            this,
            _fleet.Looks,
            _fleet.Time,
            NullLogger.Instance
        ).RunAsync(Token);
    }
}
