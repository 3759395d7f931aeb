using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelData.Producer.Buffering;
using ModelData.Producer.Diagnostics;
using Utf8 = System.Text.Encoding;

namespace ModelData.Producer.Tests.Redaction;

/// <summary>
/// No clear value of a redacted column is ever in the ring, in a log, in a debug line or in an event, in whatever shape a row comes: all of it is looked
/// through, for the bytes of the values and for their texts.
/// </summary>
[Trait("Level", "Unit")]
public sealed class ClearValueScanTests
{
    private const string Text = "clear-text-of-somebody";
    private const double Number = 8675309.125;
    private const float Single = 2718281.25f;
    private const int Whole = 314159265;
    private const long Long = 1618033988749894848;
    private const ulong Unsigned = 17320508075688772935;
    private const decimal Exact = 1414213562.3730950488m;
    private const string Correlation = "order-of-somebody";

    private static readonly DateTimeOffset Time = new(1987, 6, 5, 4, 3, 2, TimeSpan.Zero);
    private static readonly Guid Id = new("0badcafe-0bad-cafe-0bad-cafe0badcafe");
    private static readonly DateOnly Day = new(1976, 5, 4);
    private static readonly TimeSpan Duration = new(17, 16, 15, 14, 131);
    private static readonly Int128 Wide = Int128.Parse("98765432109876543210987654321", CultureInfo.InvariantCulture);

    /// <summary>Ways to collect one row of three values with a clear one in the middle, which has to be looked for; by name.</summary>
    private static readonly Dictionary<string, Action<ModelDataCollector>> Shapes = new()
    {
        ["brackets of doubles"] = it => it.Collect([1.5, Number, 2.5], Correlation),
        ["brackets of text"] = it => it.Collect([1.5, Text, 2.5], Correlation),
        ["brackets of float"] = it => it.Collect([1.5, Single, 2.5]),
        ["brackets of int"] = it => it.Collect([1, Whole, 2]),
        ["brackets of long"] = it => it.Collect([1L, Long, 2L]),
        ["brackets of ulong"] = it => it.Collect([1.5, Unsigned, 2.5]),
        ["brackets of decimal"] = it => it.Collect([1.5, Exact, 2.5]),
        ["brackets of time"] = it => it.Collect([1.5, Time, 2.5]),
        ["brackets of GUID"] = it => it.Collect([1.5, Id, 2.5]),
        ["brackets of day"] = it => it.Collect([1.5, Day, 2.5]),
        ["brackets with a context"] = it =>
            it.Collect([1.5, Text, 2.5], new CollectionContext(default, Guid.Empty, Correlation)),
        ["brackets of brackets"] = it =>
            it.Collect([
                [1.5, Text, 2.5],
            ]),
        ["span of doubles"] = it => it.Collect<double>([1.5, Number, 2.5], Correlation),
        ["span of floats"] = it => it.Collect<float>([1.5f, Single, 2.5f]),
        ["span of ints"] = it => it.Collect<int>([1, Whole, 2]),
        ["span of longs"] = it => it.Collect<long>([1, Long, 2]),
        ["span of texts"] = it => it.Collect<string>(["a", Text, "b"], Correlation),
        ["span of nullables"] = it => it.Collect<double?>([null, Number, 2.5]),
        ["span of objects"] = it => it.Collect<object?>([1.5, Text, null]),
        ["array"] = it => it.Collect(new[] { 1.5, Number, 2.5 }),
        ["list"] = it => it.Collect(new List<double> { 1.5, Number, 2.5 }),
        ["list of texts"] = it => it.Collect(new List<string> { "a", Text, "b" }),
        ["read-only list"] = it => it.Collect(new List<double> { 1.5, Number, 2.5 }.AsReadOnly()),
        ["table"] = it =>
            it.Collect(
                new[,]
                {
                    { 1.5, Number, 2.5 },
                },
                Correlation
            ),
        ["table of texts"] = it =>
            it.Collect(
                new[,]
                {
                    { "a", Text, "b" },
                }
            ),
        ["jagged"] = it => it.Collect(new[] { new[] { 1.5, Number, 2.5 } }),
        ["jagged texts"] = it => it.Collect(new[] { new[] { "a", Text, "b" } }),
        ["flat rows"] = it => it.CollectRows<double>([1.5, Number, 2.5], 3),
        ["flat rows of several types"] = it => it.CollectRows([1.5, Text, 2.5], 3),
        ["JSON"] = it => it.Collect((object)JsonDocument.Parse($"[1.5,\"{Text}\",{Invariant(Number)}]"), Correlation),
        ["JSON rows"] = it => it.Collect((object)JsonDocument.Parse($"[[1.5,{Invariant(Number)},2.5]]")),
        ["JSON nodes"] = it => it.Collect((object)JsonNode.Parse($"[1.5,{Invariant(Number)},2.5]")!),
        ["loose list"] = it => it.Collect((object)new ArrayList { 1.5, Text, 2.5 }),
        ["loose rows"] = it =>
            it.Collect(
                (object)
                    new ArrayList
                    {
                        new ArrayList { 1.5, Number, 2.5 },
                    }
            ),
        ["sequence"] = it => it.Collect((object)Enumerable.Repeat(Number, 3).Select((x, i) => i == 1 ? x : 1.5)),
        ["builder"] = it =>
        {
            RowBuilder row = it.StartRow(Correlation);
            row.Add(1.5);
            row.Add(Text);
            row.Add(2.5);
            row.Collect();
        },
        ["builder of numbers"] = it =>
        {
            RowBuilder row = it.StartRow();
            row.Add(1);
            row.Add(Exact);
            row.Add(2L);
            row.Collect();
        },
        ["memory"] = it => it.Collect((object)new ReadOnlyMemory<double>([1.5, Number, 2.5])),
        ["tuple"] = it => it.Collect((object)(1.5, Text, 2.5), Correlation),
        ["dictionary"] = it => it.Collect((object)Named, Correlation),
        ["dictionaries"] = it => it.Collect((object)new[] { Named }),
        ["JSON object"] = it => it.Collect((object)JsonNode.Parse($"{{\"secret\":{Invariant(Number)},\"open\":1.5}}")!),
        ["anonymous object"] = it => it.CollectObject(new { open = 1.5, secret = Number }, Correlation),
        ["objects"] = it => it.CollectObjects([new { open = 1.5, secret = Text }]),
        ["duration"] = it => it.Collect([1.5, Duration, 2.5]),
        ["wide integer"] = it => it.Collect([1.5, Wide, 2.5]),
        ["address"] = it => it.Collect([1.5, new Uri($"https://example.net/{Text}"), 2.5]),
    };

    private static Dictionary<string, object?> Named => new() { ["open"] = 1.5, ["secret"] = Text };

    /// <summary>Rows that are refused or dropped for something else: what is said of them has no value in it either.</summary>
    private static readonly Dictionary<string, Action<ModelDataCollector>> Faults = new()
    {
        ["width"] = it => it.Collect([Text, Text]),
        ["width of a table"] = it => it.CollectRows<double>([Number, Number], 2),
        ["unread"] = it => it.Collect((object)Throwing()),
        ["type"] = it => it.Collect<object?>([1.5, Text, new Secret(Text)]),
        ["shape"] = it => it.Collect<object?>([1.5, new Dictionary<string, string> { [Text] = Text }, 2.5]),
        ["day"] = it =>
            it.Collect([1.5, Text, 2.5], new CollectionContext(DateTimeOffset.MaxValue, Guid.Empty, Correlation)),
        ["declared type"] = it => it.Collect(["not a number", Text, 2.5], Correlation),
    };

    private readonly TestProcess _process = new();

    public static TheoryData<string, RedactionMethod> Cases =>
        [.. from shape in Shapes.Keys from method in Enum.GetValues<RedactionMethod>() select (shape, method)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Collect_RedactedColumns_NoClearValueIsInRingLogDebugOrEvents(string shape, RedactionMethod method)
    {
        _process.Options.Redaction.Add(new("secret", method));
        _process.Options.Redaction.Add(new("$CorrelationId", method));
        // Of JSON a second column is looked for.
        if (shape is "JSON")
        {
            _process.Options.Redaction.Add(new("other", method));
        }
        await RunAsync(Shapes[shape], null);

        Assert.Single(_process.Hub.Rows);
        Assert.Empty(Found());
    }

    public static TheoryData<string> Names => [.. Shapes.Keys];

    /// <summary>The scan can find what it looks for.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Collect_NothingIsRedacted_TheClearValueIsInRingDebugAndEvents(string shape)
    {
        await RunAsync(Shapes[shape], null);

        Assert.Equal(["ring", "debug", "event"], Found());
    }

    [Fact]
    public async Task Collect_RowsThatAreRefusedOrDropped_NothingSaysAClearValue()
    {
        _process.Options.Redaction.Add(new("secret", RedactionMethod.Hash));
        _process.Options.Redaction.Add(new("$CorrelationId", RedactionMethod.Hash));
        await RunAsync(
            it =>
            {
                foreach (Action<ModelDataCollector> fault in Faults.Values)
                {
                    fault(it);
                }
            },
            [FeatureType.Double, FeatureType.Double, FeatureType.Double]
        );

        Assert.Empty(_process.Hub.Rows);
        Assert.Equal(5, _process.Log.Count(ProducerEventIds.RowsRefused));
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.RowsDropped));
        Assert.Empty(Found());
    }

    /// <summary>Names that only the first row tells: what is to be redacted is looked up anew before it goes on.</summary>
    [Theory]
    [InlineData("dictionary")]
    [InlineData("dictionaries")]
    [InlineData("JSON object")]
    [InlineData("anonymous object")]
    [InlineData("objects")]
    public async Task Collect_TheFirstRowNamesTheFeatures_ItIsRedactedAsTheOthersAre(string shape)
    {
        _process.Options.Redaction.Add(new("secret", RedactionMethod.Mask));
        _process.Options.Redaction.Add(new("$CorrelationId", RedactionMethod.Mask));
        await RunAsync(
            it =>
            {
                Shapes[shape](it);
                Shapes[shape](it);
            },
            null,
            isNamed: false
        );

        Assert.Equal(2, _process.Hub.Rows.Count);
        Assert.All(_process.Hub.Rows, it => Assert.Contains("***", it, StringComparison.Ordinal));
        Assert.Empty(Found());
    }

    [Fact]
    public async Task Collect_TheFirstRowNamesAColumnThatCannotBeRedacted_NothingOfItIsTaken()
    {
        _process.Options.Redaction.Add(new("secret", RedactionMethod.Hash));
        await using ModelDataCollector collector = _process.Collector();
        Assert.True(collector.IsEnabled);
        collector.Collect((object)Named);
        collector.Collect((object)Named);
        await _process.FlushAsync(collector);

        Assert.False(collector.IsEnabled);
        Assert.Equal(CollectionState.Misconfigured, collector.Status.State);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.RedactionImpossible));
        Assert.Equal((0, 1), (collector.Statistics.Received, collector.Statistics.Refused));
        Assert.Empty(_process.Hub.Rows);
    }

    private byte[] _ring = [];
    private string _shown = "";

    private async Task RunAsync(
        Action<ModelDataCollector> collect,
        IReadOnlyList<FeatureType>? types,
        bool isNamed = true
    )
    {
        _process.Options.Debug = true;
        _process.Options.RedactionKey = Convert.ToBase64String(new byte[32]);
        await using ModelDataCollector collector = _process.Collector(
            featureNames: isNamed ? ["open", "secret", "other"] : null,
            featureTypes: types
        );
        _ring = Collect(collector, collect);
        await _process.FlushAsync(collector);
        _shown = $"{collector} {collector.Statistics} {collector.Switched} {collector.Pipeline} {_process.Options}";
    }

    /// <summary>The ring with what was collected: nobody reads it meanwhile.</summary>
    private static byte[] Collect(ModelDataCollector collector, Action<ModelDataCollector> collect)
    {
        RowQueue queue = collector.Pipeline!.Queue;
        lock (queue.ReaderGate)
        {
            collect(collector);
            FieldInfo bytes = typeof(RowRing).GetField("_bytes", BindingFlags.Instance | BindingFlags.NonPublic)!;
            return [.. ((byte[])bytes.GetValue(queue.Ring)!).AsSpan(0, (int)queue.Ring.Tail)];
        }
    }

    /// <summary>Where there is a clear value.</summary>
    private IEnumerable<string> Found() =>
        new Dictionary<string, IEnumerable<byte[]>>
        {
            ["ring"] = [_ring],
            ["log"] = _process.Log.Entries.Select(it => Utf8.UTF8.GetBytes(it.Text)),
            ["debug"] = [Utf8.UTF8.GetBytes(_process.Output.ToString())],
            ["event"] = _process.Hub.Stored.SelectMany(Parts),
            ["shown"] = [Utf8.UTF8.GetBytes(_shown)],
        }
            .Where(place => place.Value.Any(HoldsClearValue))
            .Select(place => place.Key);

    private static IEnumerable<byte[]> Parts(StoredEvent stored) =>
        [
            stored.Body,
            .. stored.Rows.Append(stored.Header).Append(stored.PartitionKey).Select(Utf8.UTF8.GetBytes),
            .. stored.Properties.Select(it => Utf8.UTF8.GetBytes($"{it.Key}={it.Value}")),
        ];

    private static bool HoldsClearValue(byte[] memory) => Needles().Any(needle => memory.AsSpan().IndexOf(needle) >= 0);

    private static IEnumerable<byte[]> Needles() =>
        [
            Raw(Number),
            Raw(Single),
            Raw(Whole),
            Raw(Long),
            Raw(Unsigned),
            Raw(Exact),
            Raw(Time.UtcTicks),
            Raw(Id),
            .. new[]
            {
                Text,
                Correlation,
                Invariant(Number),
                Invariant(Single),
                Invariant(Whole),
                Invariant(Long),
                Invariant(Unsigned),
                Invariant(Exact),
                "1987-06-05T04:03:02",
                $"{Id}",
                "1976-05-04",
                "17.16:15:14.131",
                Invariant(Wide),
            }.SelectMany(it => new[] { Utf8.UTF8.GetBytes(it), Utf8.Unicode.GetBytes(it) }),
        ];

    private static byte[] Raw<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes([value]).ToArray();

    private static string Invariant<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private sealed record Secret(string Value);

    private static IEnumerable<object> Throwing()
    {
        yield return 1.5;
        yield return Text;
        throw new InvalidOperationException(Text);
    }
}
