using System.Collections;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Text;
using Microsoft.Extensions.Primitives;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Shapes;

/// <summary>What is a row, what is a value, and what is neither: many types are enumerable for other reasons than to be a row.</summary>
[Trait("Level", "Unit")]
public sealed class RowOrValueTests
{
    private static readonly Dictionary<string, StringValues> Form = new() { ["age"] = "41", ["city"] = "Bergen" };
    private static readonly double[] Doubles = [1.5, 2.5];

    [Fact]
    public async Task Collect_FieldsOfAForm_AreOneRow()
    {
        (await Taken.ByAsync(it => it.Collect([Form["age"], Form["city"]]))).IsRows("ss", "41,Bergen");
        (await Taken.ByAsync(it => it.Collect([Form["age"], 42]))).IsRows("si", "41,42");
        (await Taken.ByAsync(it => it.Collect(Form["age"]))).IsRows("s", "41");
        (await Taken.ByAsync(it => it.Collect(new[] { Form["age"], Form["city"] }))).IsRows("ss", "41,Bergen");
        (await Taken.ByAsync(it => it.Collect(new List<StringValues> { Form["age"] }))).IsRows("s", "41");
        (await Taken.ByAsync(it => it.Collect(Form.Values.Select(each => each)))).IsRows("ss", "41,Bergen");
        (await Taken.ByAsync(it => it.Collect([new StringValues(), StringValues.Empty, "x"]))).IsRows("dds", ",,x");
        (await Taken.ByAsync(it => it.Collect(new StringValues(["a", "b"])))).IsRows("s", "\"a,b\"");
        (await Taken.ByAsync(it => it.Collect(new[] { new[] { Form["age"] }, [Form["city"]] }))).IsRows(
            "s",
            "41",
            "Bergen"
        );
    }

    [Fact]
    public async Task Collect_ListsOfLists_AreRows()
    {
        object?[] lists =
        [
            new List<double[]> { Doubles, Doubles },
            new List<List<double>> { new(Doubles), new(Doubles) },
            new List<IReadOnlyList<double>> { Doubles, new ReadOnlyCollection<double>(Doubles) },
            new List<IEnumerable<double>> { Doubles, Doubles.Select(each => each) },
            new ArrayList { new ArrayList(Doubles), Doubles },
            new[] { ImmutableArray.Create(Doubles), ImmutableArray.Create(Doubles) },
            new[] { new ArraySegment<double>(Doubles), new ArraySegment<double>(Doubles) },
            new[] { ImmutableList.Create(Doubles), ImmutableList.Create(Doubles) },
            Enumerable.Repeat(Doubles, 2),
            new object[] { Doubles, new List<double>(Doubles) },
            new Queue<double[]>([Doubles, Doubles]),
        ];
        foreach (object? list in lists)
        {
            (await Taken.ByAsync(it => it.Collect(list))).IsRows("dd", "1.5,2.5", "1.5,2.5");
        }
        (await Taken.ByAsync(it => it.Collect([Doubles, new List<double>(Doubles)]))).IsRows(
            "dd",
            "1.5,2.5",
            "1.5,2.5"
        );
        (await Taken.ByAsync(it => it.Collect(new object[] { Doubles, Doubles }))).IsRows("dd", "1.5,2.5", "1.5,2.5");
    }

    [Fact]
    public async Task Collect_SequencesOfValues_AreOneRow()
    {
        object?[] rows =
        [
            Doubles.Select(each => each),
            ImmutableArray.Create(Doubles),
            new ArraySegment<double>(Doubles),
            new ArrayList(Doubles),
            new LinkedList<double>(Doubles),
            new Queue<double>(Doubles),
            Doubles.Where(each => each > 0).ToList().AsReadOnly(),
            Yield(Doubles),
        ];
        foreach (object? row in rows)
        {
            (await Taken.ByAsync(it => it.Collect(row))).IsRows("dd", "1.5,2.5");
        }
    }

    [Fact]
    public async Task Collect_ListBesideValues_IsRefusedByName()
    {
        const string mend = "[.. list, value]";
        (await Taken.ByAsync(it => it.Collect([1.5, Doubles]))).IsRefused(RefusalReason.Shape, mend);
        (await Taken.ByAsync(it => it.Collect(new ArrayList { "x", Doubles }))).IsRefused(RefusalReason.Shape, mend);
        (await Taken.ByAsync(it => it.Collect(new ArrayList { Doubles, "x" }))).IsRefused(RefusalReason.Shape, mend);
        (await Taken.ByAsync(it => it.Collect([Doubles, 34, "x"]))).IsRefused(RefusalReason.Shape, mend);
        (await Taken.ByAsync(it => it.Collect(new object?[] { null, Doubles, null, 34 }))).IsRefused(
            RefusalReason.Shape,
            mend
        );
        Taken rows = await Taken.ByAsync(it => it.Collect(new object[] { Doubles, Doubles, 34 }));
        Assert.Equal(["1.5,2.5", "1.5,2.5"], rows.Rows);
        Assert.Contains("stands beside lists", rows.Log, StringComparison.Ordinal);
        (await Taken.ByAsync(it => it.Collect(new ArrayList { null, Doubles, null }))).IsRefusedBeside(
            "1.5,2.5",
            "is null",
            RefusalReason.Empty,
            2
        );
    }

    [Fact]
    public async Task Collect_RowThatBeginsWithNoValue_IsRefusedOnce()
    {
        byte[] image = [1, 2, 3];
        Dictionary<string, double> pairs = new() { ["age"] = 41 };
        (RefusalReason Reason, object?[] Row)[] rows =
        [
            (RefusalReason.Binary, [image, 34, "x"]),
            (RefusalReason.Binary, [null, image, null, "x"]),
            (RefusalReason.Binary, [image, image, 34]),
            (RefusalReason.Binary, [new MemoryStream(image), 34]),
            (RefusalReason.Shape, [pairs, 34, "x"]),
            (RefusalReason.Shape, [new HashSet<double>(Doubles), 34, "x"]),
            (RefusalReason.Shape, [new Name("a"), 34, "x"]),
            (RefusalReason.Type, [new StringBuilder("x"), 34, "x"]),
        ];
        foreach ((RefusalReason reason, object?[] row) in rows)
        {
            (await Taken.ByAsync(it => it.Collect(row))).IsRefused(reason, "");
            (await Taken.ByAsync(it => it.Collect(new ArrayList(row)))).IsRefused(reason, "");
            (await Taken.ByAsync(it => it.Collect(row.ToList()))).IsRefused(reason, "");
        }
        (await Taken.ByAsync(it => it.Collect(new object[] { image, Doubles, image }))).IsRefusedBeside(
            "1.5,2.5",
            "bytes",
            RefusalReason.Binary,
            2
        );
    }

    [Fact]
    public async Task Collect_DictionariesWithoutNames_AreRefusedByName()
    {
        Dictionary<int, double> dictionary = new() { [1] = 41, [2] = 22.5 };
        object[] dictionaries =
        [
            dictionary,
            new SortedDictionary<int, double>(dictionary),
            new ReadOnlyDictionary<int, double>(dictionary),
            dictionary.ToImmutableDictionary(),
            new OrderedDictionary<int, double>(dictionary),
            new Hashtable(dictionary),
            dictionary.ToList(),
            dictionary.Select(each => each),
            dictionary.ToArray(),
        ];
        foreach (object each in dictionaries)
        {
            (await Taken.ByAsync(it => it.Collect(each))).IsRefused(RefusalReason.Shape, "its values in the order");
        }
        (await Taken.ByAsync(it => it.Collect(new[] { dictionary, dictionary }))).IsRefused(
            RefusalReason.Shape,
            "its values in the order",
            2
        );
        (await Taken.ByAsync(it => it.Collect([1, dictionary]))).IsRefused(
            RefusalReason.Shape,
            "its values in the order"
        );
    }

    [Fact]
    public async Task Collect_WithoutAnOrder_IsRefusedByName()
    {
        HashSet<double> set = [.. Doubles];
        (await Taken.ByAsync(it => it.Collect(set))).IsRefused(RefusalReason.Shape, "no order");
        (await Taken.ByAsync(it => it.Collect(set.ToImmutableHashSet()))).IsRefused(RefusalReason.Shape, "no order");
        (await Taken.ByAsync(it => it.Collect(new[] { set, set }))).IsRefused(RefusalReason.Shape, "no order", 2);
    }

    [Fact]
    public async Task Collect_GroupsOfAQuery_AreRefusedByName() =>
        (await Taken.ByAsync(it => it.Collect(Doubles.GroupBy(each => each > 2)))).IsRefused(
            RefusalReason.Shape,
            "has a key",
            2
        );

    [Fact]
    public async Task Collect_Texts_AreNoRowsOfLetters()
    {
        (await Taken.ByAsync(it => it.Collect("abc".Reverse()))).IsRefused(RefusalReason.Shape, "taken for a text");
        (await Taken.ByAsync(it => it.Collect(new[] { new Name("a"), new Name("b") }))).IsRefused(
            RefusalReason.Shape,
            "taken for a text",
            2
        );
        (await Taken.ByAsync(it => it.Collect([1, new Name("a")]))).IsRefused(RefusalReason.Shape, "taken for a text");
        (await Taken.ByAsync(it => it.Collect(new List<Tags> { new("a"), new("b") }))).IsRefused(
            RefusalReason.Shape,
            "may be a row or something else",
            2
        );
        (await Taken.ByAsync(it => it.Collect(new[] { "ab", "cd" }))).IsRows("ss", "ab,cd");
        (await Taken.ByAsync(it => it.Collect(new[] { 'a', 'b' }))).IsRows("ss", "a,b");
    }

    [Fact]
    public async Task Collect_WhatIsNoValue_IsRefusedByName()
    {
        object[] values =
        [
            new Version(1, 2),
            new Point(1, 2),
            new StringBuilder("x"),
            new KeyValuePair<string, int>("a", 1),
            new Index(1),
        ];
        foreach (object value in values)
        {
            string name = value.GetType().ToString();
            (await Taken.ByAsync(it => it.Collect(value))).IsRefused(RefusalReason.Type, name);
            (await Taken.ByAsync(it => it.Collect([1, value]))).IsRefused(RefusalReason.Type, "pass numbers");
            (await Taken.ByAsync(it => it.Collect(new[] { value, value }))).IsRefused(RefusalReason.Type, name);
        }
    }

    private static IEnumerable Yield(double[] values)
    {
        foreach (double value in values)
        {
            yield return value;
        }
    }

    private sealed record Point(double X, double Y);

    private sealed class Name(string text) : IReadOnlyList<char>
    {
        public char this[int index] => text[index];

        public int Count => text.Length;

        public IEnumerator<char> GetEnumerator() => text.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class Tags(params string[] all) : IEnumerable<string>
    {
        public IEnumerator<string> GetEnumerator() => all.AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
