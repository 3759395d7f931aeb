using System.Globalization;
using ModelData.HubClient;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Sending;

/// <summary>A model that is too hot for one partition: its batches take turns over all of them.</summary>
[Trait("Level", "Unit")]
public sealed class SpreadTests
{
    private readonly TestProcess _process = new();

    public SpreadTests() => _process.Options.Spread = true;

    [Fact]
    public async Task Send_SpreadOff_GoesToTheKeyAndAsksNobody()
    {
        _process.Options.Spread = false;
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 6);

        Assert.All(_process.Hub.Stored, each => Assert.Equal(collector.Address.PartitionKey, each.PartitionKey));
        Assert.All(_process.Hub.Stored, each => Assert.Null(each.PartitionId));
        Assert.Equal(0, _process.Hub.Partitions.Reads);
    }

    [Fact]
    public async Task Send_Spread_PartitionsTakeTurns()
    {
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 10);

        // The first batch asks for the partitions; from then on they take turns.
        List<string?> partitions = [.. _process.Hub.Stored.Select(each => each.PartitionId)];
        Assert.Equal("0", partitions[0]);
        Assert.All(Enumerable.Range(1, 7), i => Assert.Equal(3, partitions.Slice(i, 3).Distinct().Count()));
        Assert.Equal(1, _process.Hub.Partitions.Reads);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.PartitionsRead));
    }

    [Fact]
    public async Task Send_Spread_NumbersRiseWithoutGapsPerPartitionAndProducer()
    {
        await using ModelDataCollector inputs = _process.Collector("inputs");
        await using ModelDataCollector predictions = _process.Collector("predictions");
        await CollectOneByOneAsync(inputs, 12);
        await CollectOneByOneAsync(predictions, 12);

        var lanes = _process.Hub.Stored.GroupBy(each => each.Lane).ToList();
        Assert.Equal(6, lanes.Count);
        foreach (var lane in lanes)
        {
            Assert.Single(lane.Select(each => each.ProducerId).Distinct());
            Assert.Equal(Enumerable.Range(0, lane.Count()).Select(i => (long)i), lane.Select(each => each.Sequence));
        }
        List<string> ids = [.. _process.Hub.Stored.Select(each => each.Attribute(EventAttributes.Id))];
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public async Task Send_Spread_OneUnacknowledgedBatchPerPartition()
    {
        _process.Options.MaxBatchBytes = 1024;
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 1);
        TaskCompletionSource gate = new();
        _process.Hub.Gate = gate;
        for (int i = 1; i < 400; i++)
        {
            collector.Collect([i]);
        }
        Task<FlushResult> flush = _process.FlushAsync(collector);

        await Wait.UntilAsync(() => _process.Hub.InFlight == 3, "three sends are in flight");
        gate.SetResult();
        Assert.True((await flush).IsAccepted);
        Assert.Equal(1, _process.Hub.MostInFlight);
        Assert.Equal(Enumerable.Range(0, 400), Rows().Order());
        foreach (var partition in _process.Hub.Stored.GroupBy(each => each.PartitionId))
        {
            List<int> rows = [.. partition.SelectMany(Rows)];
            Assert.Equal(rows.Order(), rows);
        }
    }

    [Fact]
    public async Task Send_SpreadTransientFailures_RetriesStayAtTheirPartition()
    {
        List<StoredEvent> attempts = [];
        _process.Hub.Script = (attempt, sent) =>
        {
            lock (attempts)
            {
                attempts.Add(sent);
            }
            return attempt % 3 == 0 ? Fate.Accepted : Fate.LostAnswer;
        };
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 9);

        var batches = attempts.GroupBy(each => each.Attribute(EventAttributes.Id)).ToList();
        Assert.Equal(9, batches.Count);
        Assert.All(batches, batch => Assert.Single(batch.Select(each => each.PartitionId).Distinct()));
        Assert.All(batches, batch => Assert.All(batch, each => Assert.Equal(batch.First().Body, each.Body)));
        Assert.Equal(27, _process.Hub.Stored.Count);
        Assert.Equal(Enumerable.Range(0, 9), Rows());
    }

    [Fact]
    public async Task Send_OnePartitionStuck_OthersGoOn()
    {
        _process.Options.GiveUpAfter = TimeSpan.FromDays(1);
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 3);
        bool isFreed = false;
        bool isStuck = false;
        _process.Hub.Script = (_, sent) =>
        {
            bool isBusy = sent.PartitionId == "1" && !Volatile.Read(ref isFreed);
            Volatile.Write(ref isStuck, isBusy || Volatile.Read(ref isStuck));
            return isBusy ? Fate.Busy : Fate.Accepted;
        };
        int row = 3;
        while (!Volatile.Read(ref isStuck))
        {
            await CollectAsync(() => collector.Statistics.Sent == row || Volatile.Read(ref isStuck));
        }
        // From here on one row stays behind, and only that one.
        int stuck = row - 1;
        while (row < 40)
        {
            await CollectAsync(() => collector.Statistics.Sent == row - 1);
        }
        Assert.Equal(Enumerable.Range(0, row).Except([stuck]), Rows());
        Volatile.Write(ref isFreed, true);
        Assert.True((await _process.FlushAsync(collector)).IsAccepted);
        Assert.Equal(Enumerable.Range(0, row), Rows().Order());

        async Task CollectAsync(Func<bool> isSettled)
        {
            collector.Collect([row++]);
            await collector.FlushAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
            await Wait.UntilAsync(
                isSettled,
                "the batch is sent",
                () => _process.Clock.Advance(TimeSpan.FromSeconds(1))
            );
        }
    }

    [Fact]
    public async Task Send_PartitionsUnknownForAWhile_BatchesWaitAndAreSentOnce()
    {
        _process.Hub.Partitions.Script = read =>
            read <= 3 ? new HubException(HubFailureReason.ServiceCommunicationProblem, true, "scripted") : null;
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 4);

        Assert.Equal(4, _process.Hub.Partitions.Reads);
        Assert.Equal(4, _process.Hub.Attempts);
        Assert.Equal(Enumerable.Range(0, 4), Rows());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_PartitionsStayUnknown_BatchIsGivenUpAsNotStored(bool isOutcomeUnknown)
    {
        _process.Hub.Partitions.Script = _ => new HubException(HubFailureReason.Unauthorized, false, "scripted")
        {
            IsOutcomeUnknown = isOutcomeUnknown,
        };
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 2);

        Assert.Equal(new CollectorStatistics(2, 0, 2, 0, 0, 0), collector.Statistics);
        Assert.Equal(0, _process.Hub.Attempts);
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.ProducerIdChanged));
    }

    [Fact]
    public async Task Send_HubHasNoPartitions_BatchIsGivenUp()
    {
        _process.Hub.Partitions.Ids = [];
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 1);

        Assert.Equal(1, collector.Statistics.Failed);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.BatchGivenUp));
    }

    [Fact]
    public async Task Send_HubDoesNotKnowAPartition_PartitionsAreReadAgain()
    {
        await using ModelDataCollector collector = _process.Collector();
        await CollectOneByOneAsync(collector, 6);
        _process.Hub.Partitions.Ids = ["0"];
        _process.Hub.Script = (_, sent) => sent.PartitionId == "0" ? Fate.Accepted : Fate.Missing;
        await CollectOneByOneAsync(collector, 6, from: 6);

        // At most one batch per partition that is gone; none is sent to it afterwards.
        Assert.InRange(collector.Statistics.Failed, 1, 2);
        Assert.InRange(_process.Hub.Partitions.Reads, 2, 3);
        Assert.All(_process.Hub.Stored.TakeLast(3), each => Assert.Equal("0", each.PartitionId));
        Assert.Equal(12 - (int)collector.Statistics.Failed, Rows().Distinct().Count());
    }

    private IEnumerable<int> Rows() => _process.Hub.Distinct.SelectMany(Rows);

    private static IEnumerable<int> Rows(StoredEvent stored) =>
        stored.Rows.Select(row => int.Parse(StoredEvent.Features(row), CultureInfo.InvariantCulture));

    private async Task CollectOneByOneAsync(ModelDataCollector collector, int rows, int from = 0)
    {
        for (int i = from; i < from + rows; i++)
        {
            collector.Collect([i]);
            await _process.FlushAsync(collector);
        }
    }
}
