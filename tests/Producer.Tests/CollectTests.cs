using System.Collections;
using System.Diagnostics;
using System.Globalization;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests;

[Trait("Level", "Unit")]
public sealed class CollectTests
{
    private static readonly string[] TwoNames = ["a", "b"];

    private readonly TestProcess _process = new();

    [Fact]
    public async Task Collect_EveryScalar_IsWrittenInTheDialect()
    {
        await using ModelDataCollector collector = _process.Collector();
        DateTime time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        collector.Collect([
            1.5,
            0.1f,
            7,
            8L,
            true,
            "x,\"y\"",
            null,
            "",
            79228162514264337593543950335m,
            time,
            new DateTimeOffset(time).ToOffset(TimeSpan.FromHours(2)),
            (short)3,
            ulong.MaxValue,
            'c',
            new Guid("00112233-4455-6677-8899-aabbccddeeff"),
            new DateOnly(2026, 1, 2),
            "ä€😀",
        ]);
        await _process.FlushAsync(collector);

        Assert.Equal(
            "1.5,0.1,7,8,true,\"x,\"\"y\"\"\",,\"\",79228162514264337593543950335,2026-01-02T03:04:05.000000Z,"
                + "2026-01-02T03:04:05.000000Z,3,18446744073709551615,c,00112233-4455-6677-8899-aabbccddeeff,2026-01-02,ä€😀",
            StoredEvent.Features(_process.Hub.Rows[0])
        );
        Assert.Equal("dfilbsdsdttidssss", _process.Hub.Stored[0].ColumnTypes);
    }

    [Fact]
    public async Task Collect_ArraysOfEachType_KeepTheirType()
    {
        ModelDataCollector[] collectors = [.. Enumerable.Range(0, 9).Select(i => _process.Collector($"c{i}"))];
        collectors[0].Collect(new[] { 0.1f });
        collectors[1].Collect(new[] { 1 });
        collectors[2].Collect(new[] { long.MinValue });
        collectors[3].Collect(new[] { true, false });
        collectors[4].Collect(["a", null]);
        collectors[5].Collect(new double?[] { 1.5, null });
        collectors[6].Collect(new[] { 1.10m });
        collectors[7].Collect(new[] { _process.Clock.GetUtcNow() });
        collectors[8].Collect(0.25);
        foreach (ModelDataCollector collector in collectors)
        {
            await _process.FlushAsync(collector);
        }

        Assert.Equal(
            [
                "f 0.1",
                "i 1",
                "l -9223372036854775808",
                "bb true,false",
                "sd a,",
                "dd 1.5,",
                "d 1.10",
                "t 2026-11-23T12:00:00.000000Z",
                "d 0.25",
            ],
            _process
                .Hub.Stored.OrderBy(each => each.Attribute(EventAttributes.Identifier))
                .Select(each => $"{each.ColumnTypes} {StoredEvent.Features(each.Rows[0])}")
        );
    }

    [Fact]
    public async Task Collect_NumbersWiden_NewSchemaNewEvent()
    {
        await using ModelDataCollector collector = _process.Collector(featureNames: TwoNames);
        collector.Collect([1, null]);
        collector.Collect([2, 5]);
        collector.Collect<object?>([3L, 6]);
        collector.Collect<object?>([4, 0.1f]);
        collector.Collect<object?>([5, 7.5]);
        await _process.FlushAsync(collector);

        Assert.Equal(["ii", "li", "ld"], _process.Hub.Stored.Select(each => each.ColumnTypes));
        Assert.Equal(
            ["1,", "2,5", "3,6", "4,0.10000000149011612", "5,7.5"],
            _process.Hub.Rows.Select(StoredEvent.Features)
        );
    }

    [Fact]
    public async Task Collect_DeclaredTypes_NeverWiden()
    {
        await using ModelDataCollector collector = _process.Collector(
            featureNames: TwoNames,
            featureTypes: [FeatureType.Double, FeatureType.Int64]
        );
        collector.Collect([1, 2]);
        collector.Collect([1.5, 2.5]);
        collector.Collect([null, 3L]);
        await _process.FlushAsync(collector);

        Assert.Equal("dl", Assert.Single(_process.Hub.Stored).ColumnTypes);
        Assert.Equal(["1,2", ",3"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(1, collector.Statistics.Dropped);
    }

    [Fact]
    public async Task Collect_WrongWidth_IsRefusedCountedAndLoggedOnce()
    {
        await using ModelDataCollector collector = _process.Collector(featureNames: TwoNames);
        collector.Collect([1.0]);
        collector.Collect([1.0, 2.0, 3.0]);
        collector.Collect([
            [1.0, 2.0],
            [3.0],
        ]);
        collector.CollectRows([1.0, 2.0, 3.0], 2);
        await _process.FlushAsync(collector);

        Assert.Equal(5, collector.Statistics.Refused);
        Assert.Equal(["1,2"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.RowsRefused));
    }

    [Fact]
    public async Task Collect_WithoutNames_FirstRowFixesTheWidth()
    {
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0, 2.0, 3.0]);
        collector.Collect([1.0, 2.0]);
        await _process.FlushAsync(collector);

        Assert.Single(_process.Hub.Rows);
        Assert.Equal(1, collector.Statistics.Refused);
    }

    [Fact]
    public async Task Collect_WhatIsNotCollected_IsRefusedWithItsReason()
    {
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect(new byte[3]);
        collector.Collect(new MemoryStream());
        collector.Collect(new byte[2, 2]);
        collector.Collect(new List<byte[]> { new byte[1] });
        collector.Collect((object)new byte[1]);
        collector.Collect(new double[2, 2, 2]);
        collector.Collect(
            (object)
                new[]
                {
                    new double[,]
                    {
                        { 1 },
                    },
                }
        );
        collector.Collect((object)new[] { new[] { new[] { 1.0 } } });
        collector.Collect([new[] { new[] { 1.0 } }]);
        collector.Collect(new Version(1, 2));
        collector.Collect([1.0, new object()]);
        collector.Collect(ReadOnlySpan<double>.Empty);
        collector.Collect((double[,])null!);
        collector.Collect((double[][])null!);

        Assert.Equal(0, collector.Statistics.Enqueued);
        RowCounters counters = collector.Counters;
        // Two rows of the rectangular array; one each of the others.
        Assert.Equal(6, counters.Of(RefusalReason.Binary));
        Assert.Equal(4, counters.Of(RefusalReason.Dimensions));
        Assert.Equal(2, counters.Of(RefusalReason.Type));
        Assert.Equal(3, counters.Of(RefusalReason.Empty));
        Assert.Equal(4, _process.Log.Count(ProducerEventIds.RowsRefused));
        Assert.Contains(
            _process.Log.Entries,
            entry => entry.Text.Contains("audio, images and video", StringComparison.Ordinal)
        );
        Assert.Contains(_process.Log.Entries, entry => entry.Text.Contains("3 dimensions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Collect_AListThatThrows_DoesNotReachTheCaller()
    {
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect(new ThrowingList());

        Assert.Equal(1, collector.Counters.Of(RefusalReason.Error));
    }

    [Fact]
    public async Task Collect_RowLargerThanTheRingTakes_IsRefused()
    {
        _process.Options.RingBytes = 4096;
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect(new double[200]);

        Assert.Equal(1, collector.Counters.Of(RefusalReason.Size));
    }

    [Fact]
    public async Task Collect_RowLargerThanARowMayBe_IsDropped()
    {
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([new string('x', EventLimits.MaxRowBytes)]);
        collector.Collect(["small"]);
        await _process.FlushAsync(collector);

        Assert.Equal(1, collector.Counters.Of(DropReason.RowTooLarge));
        Assert.Equal(["small"], _process.Hub.Rows.Select(StoredEvent.Features));
    }

    [Fact]
    public async Task Collect_WithContextOfInputs_FilesUnderTheScoringDayWithItsIds()
    {
        await using ModelDataCollector inputs = _process.Collector("inputs");
        await using ModelDataCollector labels = _process.Collector("labels");
        using Activity request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        string kept = inputs.Collect([1.0], "order").ToString();
        request.Stop();
        _process.Clock.Advance(TimeSpan.FromDays(8));

        CollectionContext context = CollectionContext.Parse(kept);
        Assert.Equal(context, labels.Collect([2.0], context));
        await _process.FlushAsync(inputs);
        await _process.FlushAsync(labels);

        StoredEvent label = _process.Hub.Stored.Single(each => each.Attribute(EventAttributes.Identifier) == "labels");
        string[] fields = label.Rows[0].Split(',');
        Assert.Equal("2026-11-23", label.Day);
        Assert.StartsWith("2026-12-01T12:00:00", fields[0], StringComparison.Ordinal);
        Assert.Equal("order", fields[1]);
        Assert.Equal(_process.Hub.Stored[0].Rows[0].Split(',')[2], fields[2]);
        Assert.NotEqual(Guid.Empty.ToString(), fields[2]);
    }

    [Fact]
    public async Task Collect_ContextOfTomorrow_IsRefused()
    {
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0], new CollectionContext(_process.Clock.GetUtcNow().AddDays(1), Guid.NewGuid()));
        collector.Collect([1.0], new CollectionContext(DateTimeOffset.UnixEpoch.AddDays(-1), Guid.NewGuid()));

        Assert.Equal(2, collector.Counters.Of(RefusalReason.Context));
    }

    [Fact]
    public async Task StartRow_TypedValues_AreOneRow()
    {
        await using ModelDataCollector collector = _process.Collector();
        RowBuilder row = collector.StartRow("c");
        row.Add(1.5);
        row.Add(2);
        row.Add("x");
        RowBuilder other = collector.StartRow();
        other.Add("built meanwhile on the same thread");
        row.AddNull();
        row.Add(true);
        row.Add(3L);
        row.Add(2.5f);
        row.Add(1.0m);
        row.Add(_process.Clock.GetUtcNow());
        row.Add((string?)null);
        CollectionContext context = row.Collect();
        row.Collect();
        await _process.FlushAsync(collector);

        Assert.Equal("c", context.CorrelationId);
        Assert.Equal(
            ["1.5,2,x,,true,3,2.5,1.0,2026-11-23T12:00:00.000000Z,"],
            _process.Hub.Rows.Select(StoredEvent.Features)
        );
    }

    [Fact]
    public async Task Collect_ManyRows_FillsBatchesToTheirSize()
    {
        _process.Options.MaxBatchBytes = 2000;
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect(new double[100, 3]);
        await _process.FlushAsync(collector);

        Assert.Equal(100, _process.Hub.Rows.Count);
        Assert.All(_process.Hub.Stored, each => Assert.Equal(each.RowCount, each.Rows.Count));
        Assert.All(
            _process.Hub.Stored.SkipLast(1),
            each => Assert.InRange(each.Rows.Sum(row => row.Length + 1), 2000, 2100)
        );
    }

    [Fact]
    public async Task Collect_LinkWithASmallLimit_BatchesStayBelowIt()
    {
        _process.Hub.MaximumMessageBytes = 20 * 1024;
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect(["first"]);
        await _process.FlushAsync(collector);
        Random random = new(1);
        for (int i = 0; i < 50; i++)
        {
            byte[] noise = new byte[500];
            random.NextBytes(noise);
            collector.Collect([Convert.ToBase64String(noise)]);
        }
        await _process.FlushAsync(collector);

        Assert.True(_process.Hub.Stored.Count > 4);
        Assert.All(_process.Hub.Stored, each => Assert.True(each.Body.Length < _process.Hub.MaximumMessageBytes));
    }

    [Fact]
    public async Task Collect_Linger_RowsWaitThatLongAndShareAnEvent()
    {
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);
        collector.Collect([2.0]);
        await Wait.UntilAsync(() => collector.Pipeline!.Queue.Ring.Head > 0, "the pump has taken the first row");
        Assert.Empty(_process.Hub.Stored);

        await Wait.UntilAsync(
            () => _process.Hub.Rows.Count == 2,
            "the rows are sent",
            () => _process.Clock.Advance(TimeSpan.FromSeconds(0.25))
        );
        Assert.Single(_process.Hub.Stored);
        Assert.True(_process.Clock.GetUtcNow() - _process.Clock.Start >= TimeSpan.FromSeconds(1));
    }

    private sealed class ThrowingList : IReadOnlyList<double>
    {
        public double this[int index] => throw new InvalidOperationException("scripted");

        public int Count => 2;

        public IEnumerator<double> GetEnumerator() => throw new InvalidOperationException("scripted");

        IEnumerator IEnumerable.GetEnumerator() => throw new InvalidOperationException("scripted");
    }
}
