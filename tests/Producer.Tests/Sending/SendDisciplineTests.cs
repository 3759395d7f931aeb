using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Sending;

[Trait("Level", "Unit")]
public sealed class SendDisciplineTests
{
    private readonly TestProcess _process = new();

    [Fact]
    public async Task Send_TransientFailures_SameBytesAgainUntilAccepted()
    {
        List<StoredEvent> attempts = [];
        _process.Hub.Script = (attempt, sent) =>
        {
            attempts.Add(sent);
            return attempt <= 3 ? Fate.Busy : Fate.Accepted;
        };
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);

        Assert.True((await _process.FlushAsync(collector)).IsAccepted);

        Assert.Equal(4, attempts.Count);
        Assert.All(attempts, each => Assert.Equal(attempts[0].Body, each.Body));
        Assert.All(attempts, each => Assert.Equal(attempts[0].Properties, each.Properties));
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.BatchResent));
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.SendRecovered));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(0, true)]
    public async Task Send_NoTimeForResends_IsTriedOnce(int ticks, bool isSpread)
    {
        _process.Options.GiveUpAfter = TimeSpan.FromTicks(ticks);
        _process.Options.Spread = isSpread;
        _process.Hub.Script = (attempt, _) => attempt == 2 ? Fate.Busy : Fate.Accepted;
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 3);

        Assert.Equal(3, _process.Hub.Attempts);
        Assert.Equal(new CollectorStatistics(3, 2, 1, 0, 0, 0), collector.Statistics);
    }

    [Fact]
    public async Task Send_SomebodySetsTheTimeOfDay_TheTimeForResendsIsTheSame()
    {
        SetClock clock = new(_process.Clock);
        _process.Hub.Script = (attempt, _) =>
        {
            clock.Offset = TimeSpan.FromDays(attempt);
            return attempt < 4 ? Fate.Busy : Fate.Accepted;
        };
        await using ModelDataCollector collector = new(
            new CollectorDefinition("best_model", "inputs", null, null, null, null, null),
            _process.Options,
            _process.ForCollectors with
            {
                Clock = clock,
            }
        );
        collector.Collect([1.0]);
        Assert.True((await _process.FlushAsync(collector)).IsAccepted);
        Assert.Equal(4, _process.Hub.Attempts);
    }

    [Fact]
    public async Task Send_DefinitelyRefused_NumberIsUsedAgain()
    {
        _process.Hub.Script = (attempt, _) => attempt == 2 ? Fate.Rejected : Fate.Accepted;
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 4);

        Assert.Equal([0, 1, 2], _process.Hub.Stored.Select(each => each.Sequence));
        Assert.Single(_process.Hub.Stored.Select(each => each.ProducerId).Distinct());
        Assert.Equal(["0", "2", "3"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(new CollectorStatistics(4, 3, 1, 0, 0, 0), collector.Statistics);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.BatchGivenUp));
    }

    [Theory]
    [InlineData(nameof(Fate.LostAnswerFinal), "0,1,2,3")]
    [InlineData(nameof(Fate.LostRequestFinal), "0,2,3")]
    public async Task Send_GivenUpWithUnknownOutcome_GoesOnUnderAFreshProducerId(string outcome, string rows)
    {
        _process.Hub.Script = (attempt, _) => attempt == 2 ? Enum.Parse<Fate>(outcome) : Fate.Accepted;
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 4);

        List<StoredEvent> stored = _process.Hub.Stored;
        Assert.Equal(2, stored.Select(each => each.ProducerId).Distinct().Count());
        Assert.Equal(
            [0, 1],
            stored.Where(each => each.ProducerId == stored[^1].ProducerId).Select(each => each.Sequence)
        );
        // Had the number been used again, the row after the unknown one would have been silenced as its duplicate.
        Assert.Equal(rows, string.Join(',', _process.Hub.Rows.Select(StoredEvent.Features)));
        Assert.Equal(1, collector.Statistics.Failed);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.ProducerIdChanged));
    }

    [Fact]
    public async Task Send_LostAnswerThenAccepted_IsOneBatchAfterDuplicateRemoval()
    {
        _process.Hub.Script = (attempt, _) => attempt == 1 ? Fate.LostAnswer : Fate.Accepted;
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 2);

        Assert.Equal(3, _process.Hub.Stored.Count);
        Assert.Equal(["0", "1"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(2, collector.Statistics.Sent);
    }

    [Fact]
    public async Task Send_UnknownThenDefinitelyRefused_CountsAsUnknown()
    {
        _process.Hub.Script = (attempt, _) =>
            attempt switch
            {
                1 => Fate.LostAnswer,
                2 => Fate.Rejected,
                _ => Fate.Accepted,
            };
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 2);

        Assert.Equal(2, _process.Hub.Stored.Select(each => each.ProducerId).Distinct().Count());
        Assert.Equal(["0", "1"], _process.Hub.Rows.Select(StoredEvent.Features));
    }

    /// <summary>What the official SDKs call final is transient where it is of the environment: a minute of it costs no row.</summary>
    [Theory]
    [InlineData(nameof(Fate.Unreachable))]
    [InlineData(nameof(Fate.Unauthorized))]
    [InlineData(nameof(Fate.Missing))]
    public async Task Send_FailureOfTheEnvironment_SameBytesAgainUntilAccepted(string outcome)
    {
        _process.Hub.Script = (attempt, _) => attempt <= 20 ? Enum.Parse<Fate>(outcome) : Fate.Accepted;
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 2);

        Assert.Equal(22, _process.Hub.Attempts);
        Assert.Equal(["0", "1"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(new CollectorStatistics(2, 2, 0, 0, 0, 0), collector.Statistics);
    }

    [Fact]
    public async Task Send_TransientForLongerThanGiveUpAfter_IsGivenUp()
    {
        _process.Options.GiveUpAfter = TimeSpan.FromSeconds(30);
        _process.Hub.Script = (_, sent) =>
            sent.Rows[0].EndsWith(",0", StringComparison.Ordinal) ? Fate.Busy : Fate.Accepted;
        await using ModelDataCollector collector = _process.Collector();
        DateTimeOffset start = _process.Clock.GetUtcNow();
        await CollectOneByOneAsync(collector, 2);

        Assert.InRange(_process.Clock.GetUtcNow() - start, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(120));
        Assert.InRange(_process.Hub.Attempts, 10, 32);
        Assert.Equal(new CollectorStatistics(2, 1, 1, 0, 0, 0), collector.Statistics);
        Assert.Equal([0], _process.Hub.Stored.Select(each => each.Sequence));
    }

    [Fact]
    public async Task Send_HangsForLongerThanGiveUpAfter_IsGivenUpAsUnknown()
    {
        _process.Options.GiveUpAfter = TimeSpan.FromSeconds(30);
        _process.Hub.Script = (attempt, _) => attempt == 1 ? Fate.StoredThenHangs : Fate.Accepted;
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 2);

        Assert.Equal(2, _process.Hub.Stored.Select(each => each.ProducerId).Distinct().Count());
        Assert.Equal(["0", "1"], _process.Hub.Rows.Select(StoredEvent.Features));
    }

    [Fact]
    public async Task Send_OneAddressStuck_OthersGoOn()
    {
        await using ModelDataCollector stuck = _process.Collector("inputs");
        await using ModelDataCollector free = _process.Collector("predictions");
        string key = stuck.Address.PartitionKey;
        TaskCompletionSource gate = new();
        _process.Hub.Script = (_, sent) =>
            sent.PartitionKey == key && !gate.Task.IsCompleted ? Fate.Busy : Fate.Accepted;
        stuck.Collect([1.0]);
        await CollectOneByOneAsync(free, 3);

        Assert.Equal(1, stuck.Statistics.Pending);
        Assert.Equal(3, free.Statistics.Sent);
        gate.SetResult();
        Assert.True((await _process.FlushAsync(stuck)).IsAccepted);
    }

    [Fact]
    public async Task Send_NumbersAreCountedPerAddress()
    {
        await using ModelDataCollector inputs = _process.Collector("inputs");
        await using ModelDataCollector predictions = _process.Collector("predictions");
        await CollectOneByOneAsync(inputs, 3);
        await CollectOneByOneAsync(predictions, 2);

        Assert.Single(_process.Hub.Stored.Select(each => each.ProducerId).Distinct());
        Assert.Equal([0, 1, 2, 0, 1], _process.Hub.Stored.Select(each => each.Sequence));
    }

    [Fact]
    public async Task Send_TwoCollectorsOfOneAddress_ShareOneLane()
    {
        await using ModelDataCollector one = _process.Collector();
        await using ModelDataCollector other = _process.Collector();
        one.Collect([1.0]);
        other.Collect([2.0]);
        await _process.FlushAsync(one);
        await _process.FlushAsync(other);

        Assert.Equal([0, 1], _process.Hub.Stored.Select(each => each.Sequence).Order());
        Assert.Equal(1, _process.Hub.MostInFlight);
    }

    private async Task CollectOneByOneAsync(ModelDataCollector collector, int rows)
    {
        for (int i = 0; i < rows; i++)
        {
            collector.Collect([(double)i]);
            await _process.FlushAsync(collector);
        }
    }

    /// <summary>A clock whose time of day somebody sets; its timers and timestamps go on.</summary>
    private sealed class SetClock(TimeProvider clock) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Offset;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            clock.CreateTimer(callback, state, dueTime, period);
    }
}
