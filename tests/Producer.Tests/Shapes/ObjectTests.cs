using ModelData.Producer.Diagnostics;
using ModelData.Producer.Tests.Rows;

namespace ModelData.Producer.Tests.Shapes;

/// <summary>Plain and anonymous objects as rows of their properties.</summary>
[Trait("Level", "Unit")]
public sealed class ObjectTests
{
    [Fact]
    public async Task CollectObject_Anonymous_IsARowOfItsProperties()
    {
        Taken taken = await Taken.ByAsync(it =>
        {
            it.CollectObject(new { Age = 41.5, City = "Oslo" });
            return it.CollectObject(new { Age = 42.5, City = (string?)null }, "order-1");
        });
        taken.IsRows("ds", "41.5,Oslo", "42.5,");
        Assert.Equal("order-1", taken.Context.CorrelationId);
    }

    [Fact]
    public async Task CollectObject_OfATypedRow_IsTheSameAsByItsType()
    {
        TestProcess process = new();
        await using ModelDataCollector plain = process.Collector("plain");
        await using ModelDataCollector<Customer> typed = process.Collector<Customer>("typed");
        Customer[] customers =
        [
            new()
            {
                Id = 1,
                Name = "Ada",
                Home = new("Bergen", 5003),
                Limits = new(0.5, 1.5),
            },
            new() { Id = 2, Name = "Bo" },
        ];
        CollectionContext context = plain.CollectObjects(customers);
        typed.Collect(customers, context);
        await process.FlushAsync(plain);
        await process.FlushAsync(typed.Untyped);
        StoredEvent[] stored = [.. process.Hub.Stored];
        Assert.Equal(2, stored.Length);
        Assert.Equal(stored[0].Header, stored[1].Header);
        Assert.Equal(stored[0].Rows, stored[1].Rows);
        Assert.Equal(2, stored[0].Rows.Count);
    }

    [Fact]
    public async Task CollectObject_NamesGiven_GoesUnderThem()
    {
        (await Taken.ByAsync(it => it.CollectObject(new { B = 2, A = 1 }), ["A", "B", "C"])).IsRows("iid", "1,2,");
        (await Taken.ByAsync(it => it.CollectObject(new { B = 2, D = 1 }), ["A", "B"])).IsRefused(
            RefusalReason.Shape,
            "\"D\" which is no feature"
        );
    }

    [Fact]
    public async Task CollectObject_WhatIsARowByItself_IsTakenAsThat()
    {
        (await Taken.ByAsync(it => it.CollectObject(new[] { 1, 2 }))).IsRows("ii", "1,2");
        (await Taken.ByAsync(it => it.CollectObject("text"))).IsRows("s", "text");
        (await Taken.ByAsync(it => it.CollectObject(Segment.Retail))).IsRows("s", "Retail");
        (await Taken.ByAsync(it => it.CollectObject(new Dictionary<string, int> { ["a"] = 1 }))).IsRows("i", "1");
        (await Taken.ByAsync(it => it.CollectObject(new byte[2]))).IsRefused(RefusalReason.Binary, "bytes");
    }

    [Fact]
    public async Task CollectObjects_WhatCannotBeRead_CostsThatRowAlone()
    {
        (await Taken.ByAsync(it => it.CollectObjects([new Throwing(1), new { A = 1 }]))).IsRefusedBeside(
            "1",
            "InvalidOperationException",
            RefusalReason.Error
        );
        (await Taken.ByAsync(it => it.CollectObjects([null, new { A = 1 }]))).IsRefusedBeside(
            "1",
            "null",
            RefusalReason.Empty
        );
        (await Taken.ByAsync(it => it.CollectObjects(null!))).IsRefused(RefusalReason.Empty, "no rows");
        (await Taken.ByAsync(it => it.CollectObject(new { A = new Version(1, 2) }))).IsRefused(
            RefusalReason.Type,
            "Version"
        );
        (await Taken.ByAsync(it => it.CollectObject(new Node()))).IsRefused(RefusalReason.Type, "Node");
    }

    [Fact]
    public async Task Collect_PlainObject_IsRefusedWithTheMend() =>
        (await Taken.ByAsync(it => it.Collect(new Node()))).IsRefused(RefusalReason.Type, "[ModelDataRow]");

    private sealed class Node
    {
        public int Value => 1;

        public Node Next => this;
    }
}
