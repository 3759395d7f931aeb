using System.Security.Cryptography;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Sending;

/// <summary>A link that takes less than a batch has: nothing is lost but the row that fits no event.</summary>
[Trait("Level", "Unit")]
public sealed class TooLargeTests
{
    private const int Rows = 200;
    private const int Limit = 3000;

    private readonly TestProcess _process = new();

    public TooLargeTests() =>
        _process.Hub.Script = (_, sent) => sent.Body.Length > Limit ? Fate.TooLarge : Fate.Accepted;

    [Fact]
    public async Task Send_BatchLargerThanTheLinkTakes_ArrivesInSeveralEventsInOrder()
    {
        await using ModelDataCollector collector = _process.Collector();
        string[] rows = [.. Enumerable.Range(0, Rows).Select(_ => Noise(100))];
        foreach (string row in rows)
        {
            collector.Collect([row]);
        }

        Assert.True((await _process.FlushAsync(collector)).IsAccepted);

        Assert.Equal(rows, _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(Enumerable.Range(0, _process.Hub.Stored.Count).Select(i => (long)i), Sequences());
        Assert.Single(_process.Hub.Stored.Select(each => each.ProducerId).Distinct());
        Assert.Equal(new CollectorStatistics(Rows, Rows, 0, 0, 0, 0), collector.Statistics);
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.BatchGivenUp));
    }

    [Fact]
    public async Task Send_OneRowFitsNoEvent_IsDroppedAndTheRestArrivesInOrder()
    {
        await using ModelDataCollector collector = _process.Collector();
        string[] rows = [.. Enumerable.Range(0, 20).Select(i => Noise(i % 7 == 3 ? Limit * 2 : 100))];
        foreach (string row in rows)
        {
            collector.Collect([row]);
        }

        await _process.FlushAsync(collector);

        Assert.Equal(rows.Where(row => row.Length == 100), _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(Enumerable.Range(0, _process.Hub.Stored.Count).Select(i => (long)i), Sequences());
        Assert.Equal(new CollectorStatistics(20, 17, 0, 3, 0, 0), collector.Statistics);
        Assert.Equal(3, collector.Counters.Of(DropReason.RowTooLarge));
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.RowsDropped));
    }

    [Fact]
    public async Task Send_RefusedAsTooLarge_TheNextBatchesAreMadeToFit()
    {
        await using ModelDataCollector collector = _process.Collector();
        Collect(collector);
        _process.Hub.MaximumMessageBytes = Limit;
        await _process.FlushAsync(collector);
        int attempts = _process.Hub.Attempts;
        int stored = _process.Hub.Stored.Count;

        Collect(collector);
        await _process.FlushAsync(collector);

        Assert.Equal(_process.Hub.Stored.Count - stored, _process.Hub.Attempts - attempts);
        Assert.Equal(2 * Rows, collector.Statistics.Sent);
    }

    [Fact]
    public async Task Send_TooLargeAfterALostAnswer_IsNotDivided()
    {
        // It may be stored whole: the rows of a part would double those.
        _process.Hub.Script = (attempt, _) =>
            attempt switch
            {
                1 => Fate.LostAnswer,
                2 => Fate.TooLarge,
                _ => Fate.Accepted,
            };
        await using ModelDataCollector collector = _process.Collector();
        Collect(collector);
        await _process.FlushAsync(collector);
        collector.Collect(["next"]);
        await _process.FlushAsync(collector);

        Assert.Equal(Rows + 1, _process.Hub.Rows.Count);
        Assert.Equal(2, _process.Hub.Stored.Select(each => each.ProducerId).Distinct().Count());
        Assert.Equal(Rows, collector.Statistics.Failed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_RowsThatOnlyALargeEventHolds_ArriveWhateverWasSentBefore(bool isFirst)
    {
        _process.Hub.Script = static (_, _) => Fate.Accepted;
        await using ModelDataCollector collector = _process.Collector();
        if (!isFirst)
        {
            collector.Collect(["small"]);
            await _process.FlushAsync(collector);
        }
        int before = _process.Hub.Rows.Count;
        string[] rows = [.. Enumerable.Range(0, 5).Select(_ => Noise(300_000))];
        foreach (string row in rows)
        {
            collector.Collect([row]);
        }

        Assert.True((await _process.FlushAsync(collector)).IsAccepted);

        Assert.Equal(rows, _process.Hub.Rows.Skip(before).Select(StoredEvent.Features));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_RowsThatFitASmallEventCompressed_ArriveWhateverWasSentBefore(bool isFirst)
    {
        // The smallest tier.
        LimitTo(256 * 1024);
        await using ModelDataCollector collector = _process.Collector();
        if (!isFirst)
        {
            collector.Collect(["small"]);
            await _process.FlushAsync(collector);
        }
        // What is lost before a flush begins is not the flush's.
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.Hub.Gate = gate;
        string text = new('x', 300_000);
        collector.Collect([text]);
        collector.Collect([Noise(600_000)]);
        collector.Collect([text]);
        Task<FlushResult> flush = _process.FlushAsync(collector);
        gate.SetResult();

        Assert.Equal(new FlushResult(FlushStatus.Lost, 1, 0), await flush);

        Assert.Equal([text, text], _process.Hub.Rows.Select(StoredEvent.Features).Where(row => row != "small"));
        Assert.Equal(1, collector.Counters.Of(DropReason.RowTooLarge));
    }

    [Fact]
    public async Task Send_ManyRowsToASmallLink_AreMadeToFitFromTheSecondBatchOn()
    {
        LimitTo(256 * 1024);
        await using ModelDataCollector collector = _process.Collector();
        _process.Options.MaxBatchBytes = 1024 * 1024;
        string[] rows = [.. Enumerable.Range(0, 40).Select(_ => Noise(50_000))];
        foreach (string row in rows)
        {
            collector.Collect([row]);
        }

        Assert.True((await _process.FlushAsync(collector)).IsAccepted);

        Assert.Equal(rows, _process.Hub.Rows.Select(StoredEvent.Features));
    }

    [Theory]
    [InlineData(96)]
    [InlineData(98)]
    [InlineData(100)]
    [InlineData(102)]
    public async Task Send_WideRowsOfManyTypes_LeaveRoomForTheAttributesThatTellThem(int kilobytes)
    {
        int limit = kilobytes * 1024;
        _process.Hub.Script = static (_, _) => Fate.Accepted;
        _process.Hub.MaximumMessageBytes = limit;
        await using ModelDataCollector collector = _process.Collector(
            featureNames: [.. Enumerable.Range(0, 3000).Select(i => $"c{i}")]
        );
        object?[] row =
        [
            .. Enumerable
                .Range(0, 3000)
                .Select(i =>
                    (i % 3) switch
                    {
                        0 when i < 1900 => 5UL,
                        1 => null,
                        _ => (object)1.5,
                    }
                ),
        ];
        collector.Collect(row);
        await _process.FlushAsync(collector);
        for (int i = 0; i < 40; i++)
        {
            collector.Collect(row);
        }
        await _process.FlushAsync(collector);

        Assert.Equal(41, collector.Statistics.Sent);
        Assert.True(_process.Hub.Stored.Count < 20, "several rows share an event");
        // If nothing of it could be compressed.
        Assert.All(_process.Hub.Stored, it => Assert.InRange(Bytes(it), 0, limit));

        static int Bytes(StoredEvent it) =>
            it.Header.Length
            + it.Rows.Sum(each => each.Length + 1)
            + it.Properties.Sum(each => each.Key.Length + $"{each.Value}".Length + 8);
    }

    [Fact]
    public async Task Send_MoreExactTypesThanAnAttributeHolds_SomeAreSentAndTheRestIsSaidOnce()
    {
        _process.Hub.Script = static (_, _) => Fate.Accepted;
        await using ModelDataCollector collector = _process.Collector();
        object?[] row = [.. Enumerable.Range(0, 4000).Select(i => i % 2 == 0 ? (object)5UL : 1.5)];
        for (int i = 0; i < 2; i++)
        {
            collector.Collect(row);
            await _process.FlushAsync(collector);
        }
        string exact = _process.Hub.Stored[0].Attribute(EventAttributes.ExactTypes);
        Assert.StartsWith("0:uint64,2:uint64,", exact, StringComparison.Ordinal);
        Assert.InRange(exact.Length, EventLimits.MaxAttributeLength - 12, EventLimits.MaxAttributeLength);
        string said = Assert.Single(_process.Log.Entries, it => it.Id == ProducerEventIds.ExactTypesLeftOut).Text;
        Assert.Contains($"of {2000 - exact.Split(',').Length} columns", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drop_RowThatFitsNowhere_SaysItsSizeAndTheLimit()
    {
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([new string('x', 2_000_000)]);
        await _process.FlushAsync(collector);
        Assert.Contains(
            _process.Log.Entries,
            it =>
                it.Text.Contains("a row takes 2,000,067 bytes as text, and at most 1,048,576", StringComparison.Ordinal)
        );
        await using ModelDataCollector other = _process.Collector("predictions");
        _process.Hub.MaximumMessageBytes = Limit;
        other.Collect([Noise(Limit * 2)]);
        await _process.FlushAsync(other);
        Assert.Contains(
            _process.Log.Entries,
            it => it.Text.Contains("more than an event of the hub, 3,000 bytes", StringComparison.Ordinal)
        );
    }

    private void LimitTo(int bytes)
    {
        _process.Hub.MaximumMessageBytes = bytes;
        _process.Hub.Script = (_, sent) =>
            sent.Body.Length > bytes - ProducerDefaults.EventOverheadBytes ? Fate.TooLarge : Fate.Accepted;
    }

    private static void Collect(ModelDataCollector collector)
    {
        for (int i = 0; i < Rows; i++)
        {
            collector.Collect([Noise(100)]);
        }
    }

    private IEnumerable<long> Sequences() => _process.Hub.Stored.Select(each => each.Sequence);

    /// <summary>Text that does not compress to less than three quarters.</summary>
    private static string Noise(int characters) => RandomNumberGenerator.GetHexString(characters);
}
