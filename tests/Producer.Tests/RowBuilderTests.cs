using ModelData.Producer.Buffering;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Tests;

/// <summary>A builder is a struct, and structs are copied: values neither move to another column nor get into another row.</summary>
[Trait("Level", "Unit")]
public sealed class RowBuilderTests
{
    private readonly TestProcess _process = new();

    [Fact]
    public async Task Add_ThroughACopy_IsPartOfTheRow()
    {
        await using ModelDataCollector collector = _process.Collector();
        RowBuilder row = collector.StartRow();
        row.Add(1);
        AddCommon(row);
        row.Add(2.5);
        row.Collect();
        await _process.FlushAsync(collector);

        Assert.Equal(["1,NO,2.5"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(new CollectorStatistics(1, 1, 0, 0, 0, 0), collector.Statistics);

        static void AddCommon(RowBuilder builder) => builder.Add("NO");
    }

    [Fact]
    public async Task Collect_CopyOfACollectedBuilder_IsRefusedAndLeavesTheNextRowAlone()
    {
        await using ModelDataCollector collector = _process.Collector();
        RowBuilder row = collector.StartRow();
        row.Add(1d);
        row.Add(2d);
        RowBuilder copy = row;
        RowBuilder other = row;
        row.Collect();
        RowBuilder next = collector.StartRow();
        next.Add(3d);
        copy.Add(9d);
        copy.Collect();
        copy.Collect();
        next.Add(4d);
        next.Collect();
        other.Collect();
        await _process.FlushAsync(collector);

        Assert.Equal(["1,2", "3,4"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(2, collector.Counters.Of(RefusalReason.Copy));
        string said = Assert.Single(_process.Log.Entries, it => it.Id == ProducerEventIds.RowsRefused).Text;
        Assert.Contains("pass builders on by ref", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collect_ByACopy_TakesTheRowOnce()
    {
        await using ModelDataCollector collector = _process.Collector();
        RowBuilder row = collector.StartRow();
        row.Add(1d);
        RowBuilder copy = row;
        copy.Add("x");
        CollectionContext context = copy.Collect();
        Assert.Equal(context, row.Collect());
        await _process.FlushAsync(collector);

        Assert.Equal(["1,x"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(1, collector.Counters.Of(RefusalReason.Copy));
    }

    [Fact]
    public async Task Pump_RecordThatCannotBeRead_IsDroppedAndTheOthersGoOn()
    {
        await using ModelDataCollector collector = _process.Collector();
        await using ModelDataCollector other = _process.Collector("predictions");
        collector.Collect([1d, 2d]);
        byte[] cutOff = [(byte)ValueKind.Double, 0, 0, 0, 0, 0, 0, 0, 0, (byte)ValueKind.Double];
        PutRecord(collector, cutOff, rows: 3);
        collector.Collect([3d, 4d]);
        other.Collect([5d]);
        await _process.FlushAsync(collector);
        await _process.FlushAsync(other);

        Assert.Equal(["1,2", "3,4", "5"], _process.Hub.Rows.Select(StoredEvent.Features).Order());
        Assert.Equal(new CollectorStatistics(5, 2, 0, 3, 0, 0), collector.Statistics);
        Assert.Equal(3, collector.Counters.Of(DropReason.Unreadable));
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.RowsDropped));
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.PumpFailed));
    }

    private static void PutRecord(ModelDataCollector collector, byte[] values, int rows)
    {
        RowQueue queue = collector.Lease!.Pipeline.Queue;
        RecordHeader header = new()
        {
            CollectorId = collector.Lease!.CollectorId,
            DayNumber = new DateOnly(2026, 11, 23).DayNumber,
            RowCount = rows,
            Width = 2,
            Kind = ValueKind.Mixed,
        };
        int size = RecordHeader.SizeBytes + values.Length;
        collector.Counters.AddEnqueued(rows);
        Assert.Equal(ReserveResult.Reserved, queue.TryReserve(size, out long position));
        RowIntake.Fill(queue.Ring.Payload(position, size), header, "", values);
        queue.Publish(position, size, isFilled: true);
    }
}
