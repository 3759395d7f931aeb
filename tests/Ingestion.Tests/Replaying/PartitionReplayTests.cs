using Microsoft.Extensions.Logging.Abstractions;
using ModelData.HubClient;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestion.Replaying;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Replaying;

/// <summary>What a replay says of events that expired before it came.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Replay")]
public sealed class PartitionReplayTests
{
    private readonly RefusedEvents _refused = new();

    [Fact]
    public async Task Read_PositionHasExpired_IsLateAndTheGapIsKnown()
    {
        var (sut, _) = await ReadAsync(ListedHub.Of(7, 8, 9), From(position: 2), end: 8);
        Assert.True(sut.StartsLate);
        Assert.Equal((7, 8, 2), (sut.First!.Value.SequenceNumber, sut.Last!.Value.SequenceNumber, sut.Events));
        var gap = Assert.Single(_refused.Gaps);
        Assert.Equal((2, 6), (gap.First, gap.Last));
    }

    [Fact]
    public async Task Read_TimeBeforeTheFirstStoredEvent_IsLate()
    {
        var (sut, _) = await ReadAsync(ListedHub.Of(7, 8), From(DateTimeOffset.UnixEpoch), end: 8);
        Assert.True(sut.StartsLate);
        Assert.Equal(7, sut.FirstAvailable);
    }

    [Fact]
    public async Task Read_TimeBeforeTheFirstEventOfAll_IsNotLate()
    {
        var (sut, _) = await ReadAsync(ListedHub.Of(0, 1), From(DateTimeOffset.UnixEpoch.AddDays(-1)), end: 1);
        Assert.False(sut.StartsLate);
        Assert.Equal(2, sut.Events);
    }

    [Fact]
    public async Task Read_Earliest_StartsWhereTheHubStarts()
    {
        var (sut, _) = await ReadAsync(ListedHub.Of(7, 8), From(), end: 8);
        Assert.False(sut.StartsLate);
        Assert.Empty(_refused.Gaps);
        Assert.Equal(7, sut.First!.Value.SequenceNumber);
    }

    [Fact]
    public async Task Read_EverythingUpToTheEndHasExpired_EndsAndSaysWhatIsThere()
    {
        var (sut, hub) = await ReadAsync(ListedHub.Of(7, 8), From(), end: 5);
        Assert.Equal((0, 7, true), (sut.Events, sut.FirstAvailable, sut.StartsLate));
        Assert.Equal(0, hub.Receivers);
    }

    [Fact]
    public async Task Read_EventBehindTheTime_EndsTheRange()
    {
        var hub = ListedHub.Of(0, 1, 2, 3);
        var (sut, _) = await ReadAsync(hub, From(), end: 3, to: DateTimeOffset.UnixEpoch.AddSeconds(1));
        Assert.Equal(1, sut.Last!.Value.SequenceNumber);
    }

    [Theory]
    [InlineData(nameof(HubFailureReason.ResourceNotFound), "has no consumer group replay")]
    [InlineData(nameof(HubFailureReason.ConsumerDisconnected), "is in use")]
    [InlineData(nameof(HubFailureReason.QuotaExceeded), "as many readers")]
    public async Task Read_GroupCannotBeUsed_SaysWhyAndWhatToDo(string reason, string problem)
    {
        var hub = ListedHub.Of(0);
        hub.Failure = new HubException(Enum.Parse<HubFailureReason>(reason), false, "no");
        var failure = await Assert.ThrowsAsync<ReplayException>(() => ReadAsync(hub, From(), end: 0));
        Assert.Contains(problem, failure.Message);
        Assert.Contains("--consumer-group", failure.Message);
    }

    /// <summary>A reader attaches again without a word, and may have met another hub: what it read of that is not written, and the command says so.</summary>
    [Fact]
    public async Task Read_HubMadeAnewMeanwhile_IsNotWritten()
    {
        var hub = ListedHub.Of(0, 1, 2);
        hub.OnReceive = () => hub.CreatedAt += TimeSpan.FromHours(1);

        var failure = await Assert.ThrowsAsync<ReplayException>(() => ReadAsync(hub, From(), end: 2));

        Assert.Contains("deleted and created again", failure.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ReplayStart From(DateTimeOffset? time = null, long? position = null) =>
        new(time, position is { } first ? new Dictionary<string, long> { ["0"] = first } : []);

    private async Task<(PartitionReplay, ListedHub)> ReadAsync(
        ListedHub hub,
        ReplayStart start,
        long end,
        DateTimeOffset? to = null
    )
    {
        await using var buffers = new ReplayBuffers(
            hub,
            new InMemoryDataBlobs(),
            new InMemoryFolderDocuments(),
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
        var routing = new RoutingSettings(true, [FileKind.Csv]);
        var range = PartitionRange.Create("0", start, end, to, TimeSpan.FromHours(1), routing);
        var tally = new ReplayTally((_, _) => true, writes: true);
        var intake = buffers.CreateIntake(range, Rows.Incarnation, _refused, tally);
        var sut = new PartitionReplay(range, intake, hub, 1024, TimeProvider.System);
        var replay = new HubReplay([sut], new Dictionary<string, StateSaver>(), buffers, TimeProvider.System);
        await replay.RunAsync(Token);
        return (sut, hub);
    }
}
