using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Ingestion.Tests.Heartbeats;

namespace ModelData.Ingestion.Tests.Partitions;

[Trait("Level", "Unit")]
public sealed class EventIntakeTests
{
    private readonly ListedDeadLetters _deadLetters = new();

    [Fact]
    public async Task Take_GapAfterAKnownPosition_IsRecordedWithItsRange()
    {
        using var scheduler = CreateScheduler();
        var sut = CreateSut(scheduler, position: 4, isKnown: true);
        await sut.TakeAsync(Stranger(9), Token);
        await sut.TakeAsync(Stranger(10), Token);
        await sut.TakeAsync(Stranger(12), Token);
        Assert.Equal([(5L, 8L), (11L, 11L)], _deadLetters.Gaps.Select(gap => (gap.First, gap.Last)));
        Assert.Equal(12, sut.Progress.Position.SequenceNumber);
    }

    [Fact]
    public async Task Take_FirstEventEverSeen_WhatExpiredBeforeIsNoGap()
    {
        using var scheduler = CreateScheduler();
        var sut = CreateSut(scheduler, position: -1, isKnown: false);
        await sut.TakeAsync(Stranger(100), Token);
        await sut.TakeAsync(Stranger(102), Token);
        Assert.Equal([(101L, 101L)], _deadLetters.Gaps.Select(gap => (gap.First, gap.Last)));
    }

    [Fact]
    public async Task Take_SameEventAgain_IsIgnored()
    {
        using var scheduler = CreateScheduler();
        var sut = CreateSut(scheduler, position: -1, isKnown: true);
        await sut.TakeAsync(Stranger(0), Token);
        await sut.TakeAsync(Stranger(0), Token);
        Assert.Single(_deadLetters.Letters);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Take_Heartbeat_IsNotedAndHoldsNoPosition(bool isLegal)
    {
        using var scheduler = CreateScheduler();
        var sut = CreateSut(scheduler, position: -1, isKnown: true);
        await sut.TakeAsync(Heartbeat(0, isLegal), Token);
        Assert.Equal(0, sut.Progress.Position.SequenceNumber);
        Assert.Equal(isLegal ? 1 : 0, sut.Heartbeats.Count);
        Assert.Empty(_deadLetters.Letters);
        Assert.Equal(0, scheduler.Writers.Count);
    }

    [Fact]
    public async Task Take_EventThatIsNoAmqpMessage_IsDeadLetteredWhole()
    {
        using var scheduler = CreateScheduler();
        var sut = CreateSut(scheduler, position: -1, isKnown: true);
        await sut.TakeAsync(Stranger(0, isUnreadable: true), Token);
        Assert.Equal("unreadable-event", Assert.Single(_deadLetters.Letters).Refusal.Reason);
        Assert.Equal(0, sut.Progress.Position.SequenceNumber);
    }

    [Fact]
    public async Task Take_UnreadableBehindAnother_IsAsOldAsThatOne()
    {
        using var scheduler = CreateScheduler();
        var sut = CreateSut(scheduler, position: -1, isKnown: true);
        var time = DateTimeOffset.UnixEpoch.AddDays(20_000);
        await sut.TakeAsync(Stranger(0, time: time), Token);
        await sut.TakeAsync(Stranger(1, isUnreadable: true), Token);
        Assert.Equal(time, _deadLetters.Letters[1].Event.EnqueuedTime);
    }

    /// <summary>By a worker whose client knows more: it is the event that the position means, whatever its offset and time.</summary>
    [Fact]
    public async Task Take_LastCouldNotBeReadThenAndCanBeNow_IsNotAnotherStream()
    {
        using var scheduler = CreateScheduler();
        var sut = CreateSut(scheduler, position: -1, isKnown: true);
        await sut.TakeAsync(Stranger(0, time: DateTimeOffset.UnixEpoch.AddDays(20_000)), Token);
        await sut.TakeAsync(Stranger(1, isUnreadable: true), Token);
        await sut.TakeAsync(Stranger(1, time: DateTimeOffset.UnixEpoch.AddDays(20_001)), Token);
        await sut.TakeAsync(Stranger(2, time: DateTimeOffset.UnixEpoch.AddDays(20_002)), Token);
        Assert.Equal(3, _deadLetters.Letters.Count);
        Assert.Equal(2, sut.LastRead);
    }

    [Fact]
    public async Task Take_FailsInAWayThatWaitingDoesNotMend_NamesTheEventAndDoesNotPassIt()
    {
        using var scheduler = CreateScheduler();
        var sut = CreateSut(scheduler, position: 4, isKnown: true, new BrokenSink());

        var failed = await Assert.ThrowsAsync<PartitionFailedException>(() =>
            sut.TakeAsync(Stranger(5), Token).AsTask()
        );

        Assert.Equal(ProblemCatalogue.WorkerMistake, failed.ProblemOf("0").Kind);
        Assert.Contains("sequence number 5 of partition", failed.Message, StringComparison.Ordinal);
        Assert.Contains("report it with the stack trace", failed.Message, StringComparison.Ordinal);
        Assert.NotNull(failed.InnerException);
        Assert.Equal((4, 4), (sut.LastRead, sut.Progress.Position.SequenceNumber));
    }

    [Theory]
    [InlineData(nameof(EventBodyKind.Sequence), true)]
    [InlineData(nameof(EventBodyKind.Value), true)]
    [InlineData(nameof(EventBodyKind.Value), false)]
    public async Task Take_BodyThatIsNoBytes_IsDeadLetteredWithWhatToSend(string kind, bool isList)
    {
        using var scheduler = CreateScheduler();
        var sut = CreateSut(scheduler, position: -1, isKnown: true);
        var received = new ReceivedEvent
        {
            Body = "?"u8.ToArray(),
            BodyKind = Enum.Parse<EventBodyKind>(kind),
            BodyValue = isList ? new object[] { 1 } : "?",
            EncodedBody = new byte[] { 1 },
            SequenceNumber = 0,
            Offset = "0",
            EnqueuedTime = DateTimeOffset.UnixEpoch,
            Properties = new Dictionary<string, object?>(),
        };
        await sut.TakeAsync(received, Token);
        var refusal = Assert.Single(_deadLetters.Letters).Refusal;
        Assert.Equal(isList ? "unsupported-body" : RefusalReasons.NotCloudEvents, refusal.Reason);
        Assert.Equal(isList, refusal.Detail.Contains("bodyType", StringComparison.Ordinal));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ReceivedEvent Stranger(long sequence, bool isUnreadable = false, DateTimeOffset? time = null) =>
        new()
        {
            Body = "?"u8.ToArray(),
            SequenceNumber = sequence,
            Offset = isUnreadable ? "" : $"{sequence}",
            EnqueuedTime = time ?? DateTimeOffset.UnixEpoch,
            Properties = new Dictionary<string, object?>(),
            IsUnreadable = isUnreadable,
        };

    private static ReceivedEvent Heartbeat(long sequence, bool isLegal)
    {
        var encoded = HeartbeatWriter.Write(Beats.Of(1), 0, DateTimeOffset.UnixEpoch);
        return new()
        {
            Body = isLegal ? encoded.Body : "{}"u8.ToArray(),
            ContentType = encoded.ContentType,
            SequenceNumber = sequence,
            Offset = $"{sequence}",
            EnqueuedTime = DateTimeOffset.UnixEpoch,
            Properties = encoded.Properties.ToDictionary(it => it.Key, object? (it) => it.Value),
        };
    }

    private static FlushScheduler CreateScheduler() =>
        new(
            (_, _) => throw new InvalidOperationException("no rows expected"),
            Options.Create(new FlushSettings()),
            new MemoryBudget(1024),
            NoLooks.Instance,
            TimeProvider.System,
            NullLogger<FlushScheduler>.Instance
        );

    private EventIntake CreateSut(FlushScheduler scheduler, long position, bool isKnown, ILetterSink? letters = null)
    {
        var start = new StartingPoint(
            isKnown,
            PartitionPosition.Start with
            {
                SequenceNumber = position,
            },
            new DuplicateMemory(TimeSpan.FromHours(1)),
            new RoutingSettings(true)
        );
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        return new EventIntake(
            new PartitionProgress(
                0,
                ProvenSession.Create("0", Rows.Incarnation),
                start.Position,
                start.Memory,
                start.Watermark
            ),
            start,
            NoLooks.Instance,
            scheduler,
            new EventRows(Committers.Formats, scheduler.Writers),
            _deadLetters,
            new MemoryBudget(1024),
            new WorkerMetrics(meters),
            NullLogger.Instance
        )
        {
            Letters = letters ?? new DirectLetters(_deadLetters),
        };
    }

    private sealed class BrokenSink : ILetterSink
    {
        public ValueTask AddAsync(DeadLetter letter, PendingEvent pending, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("a mistake");
    }
}
