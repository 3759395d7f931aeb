using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.Fencing;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Fencing;

/// <summary>
/// A client attaches again without a word, perhaps to another hub: what does not fit what was read before is looked into before it is believed.
/// </summary>
[Trait("Level", "Unit")]
public sealed class SuspiciousEventTests : IDisposable
{
    private readonly FakeFleet _fleet = new();
    private readonly ListedDeadLetters _deadLetters = new();
    private readonly FlushScheduler _scheduler;

    public SuspiciousEventTests() =>
        _scheduler = new FlushScheduler(
            (_, _) => throw new InvalidOperationException("no rows expected"),
            Options.Create(new FlushSettings()),
            new MemoryBudget(1024),
            _fleet.Looks,
            _fleet.Time,
            NullLogger<FlushScheduler>.Instance
        );

    [Fact]
    public async Task Take_LastEventAsItWas_IsPassedWithoutALook()
    {
        var sut = Create();

        await sut.TakeAsync(Event(4), Token);

        Assert.Equal((4L, 0), (sut.LastRead, _fleet.Asked));
    }

    [Theory]
    [InlineData("another", 4)]
    [InlineData("4", 5)]
    public async Task Take_OtherEventAtThePosition_StopsThePartitionWithTheMend(string offset, int second)
    {
        var sut = Create();

        var failed = await Assert.ThrowsAsync<PartitionFailedException>(async () =>
            await sut.TakeAsync(Event(4, offset, second), Token)
        );

        Assert.Equal(ProblemCatalogue.PositionOfAnotherHub, failed.ProblemOf("0").Kind);
        Assert.Contains("counts anew", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Fail back", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1, _fleet.Asked);
    }

    [Fact]
    public async Task Take_GapInTheSameHub_IsRecordedAfterALook()
    {
        var sut = Create();

        await sut.TakeAsync(Event(9), Token);

        Assert.Equal([(5L, 8L)], _deadLetters.Gaps.Select(gap => (gap.First, gap.Last)));
        Assert.Equal(1, _fleet.Asked);
    }

    [Theory]
    [InlineData(9, 9)]
    [InlineData(2, 2)]
    [InlineData(5, -60)]
    public async Task Take_HubWasMadeAnewMeanwhile_NothingIsBelievedRecordedOrSkipped(long number, int second)
    {
        var sut = Create();
        _fleet.CreatedAt = DateTimeOffset.UnixEpoch.AddDays(1);

        await Assert.ThrowsAsync<SessionEndedException>(async () =>
            await sut.TakeAsync(Event(number, second: second), Token)
        );

        Assert.Equal(SessionEnd.HubRecreated, sut.Session.End);
        Assert.Empty(_deadLetters.Gaps);
        Assert.Empty(_deadLetters.Letters);
        Assert.Equal(4, sut.LastRead);
    }

    [Fact]
    public async Task Take_NumberOfBeforeInTheSameHub_IsPassedOver()
    {
        var sut = Create();

        await sut.TakeAsync(Event(2), Token);

        Assert.Equal((4L, 1), (sut.LastRead, _fleet.Asked));
    }

    public void Dispose() => _scheduler.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ReceivedEvent Event(long sequence, string? offset = null, int? second = null) =>
        new()
        {
            Body = "?"u8.ToArray(),
            SequenceNumber = sequence,
            Offset = offset ?? $"{sequence}",
            EnqueuedTime = DateTimeOffset.UnixEpoch.AddSeconds(second ?? sequence),
            Properties = new Dictionary<string, object?>(),
        };

    private EventIntake Create()
    {
        var position = new PartitionPosition(4, "4", DateTimeOffset.UnixEpoch.AddSeconds(4));
        var memory = new DuplicateMemory(TimeSpan.FromHours(1));
        var start = new StartingPoint(true, position, memory, new RoutingSettings(true));
        return new EventIntake(
            new PartitionProgress(0, _fleet.Begin(position: 4), position, memory),
            start,
            _fleet.Looks,
            _scheduler,
            new EventRows(Committers.Formats, _scheduler.Writers),
            _deadLetters,
            new MemoryBudget(1 << 20),
            Committers.Metrics,
            NullLogger.Instance
        );
    }
}
