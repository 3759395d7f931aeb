using System.Collections;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Data;
using System.Dynamic;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Shapes;

/// <summary>Rows whose values have names go under the features of these names, whatever their order.</summary>
[Trait("Level", "Unit")]
public sealed class NamedRowTests
{
    private const string Json = """{ "age": 41, "city": "Oslo" }""";

    private static readonly string[] Names = ["city", "age", "missing"];

    private static readonly Dictionary<string, object?> Row = new() { ["age"] = 41L, ["city"] = "Oslo" };

    public static TheoryData<object> Rows =>
        [
            Row,
            new ReadOnlyDictionary<string, object?>(Row),
            Row.ToImmutableDictionary(),
            new SortedDictionary<string, object?>(Row),
            new OrderedDictionary<string, object?>(Row),
            new Hashtable(Row),
            new OnlyPairs<object?>(Row),
            Row.ToList(),
            Row.ToArray(),
            (object)Row.Select(each => each),
            Dynamic(),
            JsonElement.Parse(Json),
            JsonNode.Parse(Json)!,
            Table().Rows[0],
            Table().DefaultView[0],
            (object)Reader().Cast<IDataRecord>().First(),
        ];

    [Theory]
    [MemberData(nameof(Rows), DisableDiscoveryEnumeration = true)]
    public async Task Collect_NamedRow_GoesUnderItsNames(object row)
    {
        (await Taken.ByAsync(it => it.Collect(row), Names)).IsRows("sld", "Oslo,41,");
        (await Taken.ByAsync(it => it.Collect(new[] { row, row }), Names)).IsRows("sld", "Oslo,41,", "Oslo,41,");
        (await Taken.ByAsync(it => it.Collect([row, row]), Names)).IsRows("sld", "Oslo,41,", "Oslo,41,");
        (await Taken.ByAsync(it => it.Collect([1, row]), Names)).IsRefused(
            RefusalReason.Shape,
            "in the order of the feature names"
        );
        Taken unknown = await Taken.ByAsync(it => it.Collect(row), ["age"]);
        unknown.IsRefused(RefusalReason.Shape, "a row names \"city\" which is no feature; the features are [age]");
    }

    [Fact]
    public async Task Collect_PairsOfOtherTypes_AreNamedRows()
    {
        object[] rows =
        [
            new Dictionary<string, double> { ["b"] = 2, ["a"] = 1 },
            new OnlyPairs<double>(new() { ["b"] = 2, ["a"] = 1 }),
            new OnlyPairs<decimal?>(new() { ["b"] = 2, ["a"] = 1 }),
            new OnlyPairs<StringValues>(new() { ["b"] = "2", ["a"] = "1" }),
            new NameValueCollection { ["b"] = "2", ["a"] = "1" },
        ];
        foreach (object row in rows)
        {
            Taken taken = await Taken.ByAsync(it => it.Collect(row), ["a", "b"]);
            Assert.Empty(taken.Refused);
            Assert.Equal(["1,2"], taken.Rows);
        }
    }

    [Fact]
    public async Task Collect_TablesReadersAndDocuments_AreRows()
    {
        (await Taken.ByAsync(it => it.Collect(JsonDocument.Parse(Json)), Names)).IsRows("sld", "Oslo,41,");
        (await Taken.ByAsync(it => it.Collect(Table()), Names)).IsRows("sld", "Oslo,41,", ",7,");
        (await Taken.ByAsync(it => it.Collect(Reader()), Names)).IsRows("sld", "Oslo,41,", ",7,");
        (await Taken.ByAsync(it => it.Collect(Table().Rows), Names)).IsRows("sld", "Oslo,41,", ",7,");
        (await Taken.ByAsync(it => it.Collect(Table().DefaultView), Names)).IsRows("sld", "Oslo,41,", ",7,");
        (await Taken.ByAsync(it => it.Collect(Table()))).IsRows("ls", "41,Oslo", "7,");
    }

    [Fact]
    public async Task Collect_NoNamesGiven_TheFirstRowNamesTheFeatures()
    {
        TestProcess process = new();
        await using ModelDataCollector collector = process.Collector();
        collector.Collect(new Dictionary<string, object?>());
        collector.Collect(new Dictionary<string, object?> { ["x"] = new object(), ["y"] = 1 });
        collector.Collect(Row);
        collector.Collect(new Dictionary<string, object?> { ["city"] = "Bergen" });
        collector.Collect([7L, "by place"]);
        collector.Collect(new Dictionary<string, object?> { ["other"] = 1 });
        await process.FlushAsync(collector);
        Assert.Equal("age,city", StoredEvent.Features(process.Hub.Stored.Single().Header));
        Assert.Equal(["41,Oslo", ",Bergen", "7,by place"], process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(1, collector.Counters.Of(RefusalReason.Empty));
        Assert.Equal(1, collector.Counters.Of(RefusalReason.Type));
        Assert.Equal(1, collector.Counters.Of(RefusalReason.Shape));
    }

    [Fact]
    public async Task Collect_RowsWithoutNamesCameFirst_IsRefused()
    {
        Taken taken = await Taken.ByAsync(it =>
        {
            it.Collect([1.5, 2.5]);
            return it.Collect(Row);
        });
        taken.IsRefusedBeside("1.5,2.5", "give the collector feature names");
    }

    [Fact]
    public async Task Collect_WhatCannotBeNamed_IsRefused()
    {
        (await Taken.ByAsync(it => it.Collect(new Dictionary<int, string> { [1] = "a" }), Names)).IsRefused(
            RefusalReason.Shape,
            "a row only where its keys are texts"
        );
        (
            await Taken.ByAsync(it => it.Collect(new OnlyPairs<int>(new() { ["a"] = 1 }).Append(new("a", 2))), ["a"])
        ).IsRefused(RefusalReason.Shape, "\"a\" twice");
        (await Taken.ByAsync(it => it.Collect(JsonElement.Parse("""{ "a": 1, "a": 2 }""")))).IsRefused(
            RefusalReason.Shape,
            "names of a row cannot be those of features"
        );
        (await Taken.ByAsync(it => it.Collect(new Dictionary<string, int> { [""] = 1 }))).IsRefused(
            RefusalReason.Shape,
            "names"
        );
        (await Taken.ByAsync(it => it.Collect(new Dictionary<string, object> { ["a"] = new[] { 1, 2 } }))).IsRefused(
            RefusalReason.Shape,
            "one value is expected"
        );
        (await Taken.ByAsync(it => it.Collect(new Dictionary<string, object> { ["a"] = new byte[2] }))).IsRefused(
            RefusalReason.Binary,
            "bytes"
        );
    }

    [Fact]
    public async Task Collect_ManyThreadsBegin_OneOfThemNamesTheFeatures()
    {
        TestProcess process = new();
        await using ModelDataCollector collector = process.Collector();
        await Parallel.ForAsync(
            0,
            200,
            TestContext.Current.CancellationToken,
            (i, _) =>
            {
                collector.Collect(
                    i % 2 == 0 ? new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 } : new() { ["b"] = 2, ["a"] = 1 }
                );
                return ValueTask.CompletedTask;
            }
        );
        await process.FlushAsync(collector);
        string expected = StoredEvent.Features(process.Hub.Stored.First().Header) == "a,b" ? "1,2" : "2,1";
        Assert.Equal(200, process.Hub.Rows.Count);
        Assert.All(process.Hub.Rows, row => Assert.Equal(expected, StoredEvent.Features(row)));
    }

    [Fact]
    public async Task Collect_Tuples_AreRowsWhereNamesAreGiven()
    {
        string[] names = ["age", "n"];
        (await Taken.ByAsync(it => it.Collect((Age: 41.5, N: 3)), names)).IsRows("di", "41.5,3");
        (await Taken.ByAsync(it => it.Collect(Tuple.Create(41.5, 3)), names)).IsRows("di", "41.5,3");
        (await Taken.ByAsync(it => it.Collect(new[] { (1.5, 2), (2.5, 3) }), names)).IsRows("di", "1.5,2", "2.5,3");
        (await Taken.ByAsync(it => it.Collect((1.5, 2, 3)), names)).IsRefused(RefusalReason.Width, "3 values where 2");
        (await Taken.ByAsync(it => it.Collect((1.5, 2)))).IsRefused(RefusalReason.Shape, "give it these");
        (await Taken.ByAsync(it => it.Collect([1, (1.5, 2)]), names)).IsRefused(RefusalReason.Shape, "as an array");
    }

    [Fact]
    public async Task Collect_Memory_IsARow()
    {
        double[] values = [1.5, 2.5];
        (await Taken.ByAsync(it => it.Collect(values.AsMemory()))).IsRows("dd", "1.5,2.5");
        (await Taken.ByAsync(it => it.Collect((ReadOnlyMemory<double>)values, "id"))).IsRows("dd", "1.5,2.5");
        (await Taken.ByAsync(it => it.Collect((object)values.AsMemory()))).IsRows("dd", "1.5,2.5");
        (await Taken.ByAsync(it => it.Collect(new[] { values.AsMemory(), values.AsMemory() }))).IsRows(
            "dd",
            "1.5,2.5",
            "1.5,2.5"
        );
        (await Taken.ByAsync(it => it.Collect((ReadOnlyMemory<string>)new[] { "a" }))).IsRows("s", "a");
        (await Taken.ByAsync(it => it.Collect((ReadOnlyMemory<byte>)new byte[2]))).IsRefused(
            RefusalReason.Binary,
            "bytes"
        );
        (await Taken.ByAsync(it => it.Collect((object)(ReadOnlyMemory<Guid>)new Guid[1]))).IsRefused(
            RefusalReason.Shape,
            "Collect(memory)"
        );
        (await Taken.ByAsync(it => it.Collect([1, values.AsMemory()]))).IsRefused(RefusalReason.Shape, "its Span");
    }

    [Fact]
    public async Task Collect_ReaderThatThrows_CostsWhatFollows()
    {
        DataTableReader reader = Reader();
        reader.Close();
        (await Taken.ByAsync(it => it.Collect(reader), Names)).IsRefused(
            RefusalReason.Error,
            "open until Collect returns"
        );
    }

    [Fact]
    public async Task Collect_TableWithADeletedRow_TakesTheOthers()
    {
        DataTable table = Table();
        table.Rows.Add(9L, "Bergen");
        table.AcceptChanges();
        table.Rows[0].Delete();
        Taken taken = await Taken.ByAsync(it => it.Collect(table), Names);

        Assert.Empty(taken.Refused);
        Assert.Equal([",7,", "Bergen,9,"], taken.Rows);
    }

    private static DataTable Table()
    {
        DataTable table = new() { Columns = { { "age", typeof(long) }, { "city", typeof(string) } } };
        table.Rows.Add(41L, "Oslo");
        table.Rows.Add(7L, DBNull.Value);
        return table;
    }

    private static DataTableReader Reader() => Table().CreateDataReader();

    private static ExpandoObject Dynamic()
    {
        ExpandoObject row = new();
        ((IDictionary<string, object?>)row)["age"] = 41L;
        ((IDictionary<string, object?>)row)["city"] = "Oslo";
        return row;
    }

    /// <summary>A dictionary that is nothing else.</summary>
    private sealed class OnlyPairs<T>(Dictionary<string, T> pairs) : IEnumerable<KeyValuePair<string, T>>
    {
        public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => pairs.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
