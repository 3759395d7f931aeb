using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ModelData.Producer.Configuration;
using ModelData.Producer.Diagnostics;
using ModelData.Testing;
using Utf8 = System.Text.Encoding;

namespace ModelData.Producer.Tests.Redaction;

/// <summary>What stands in redacted columns, and what events say of them.</summary>
[Trait("Level", "Unit")]
public sealed class RedactionTests
{
    private static readonly string[] Names = ["age", "customer", "score"];
    private static readonly byte[] Key = Utf8.ASCII.GetBytes("0123456789abcdef0123456789abcdef");

    private readonly TestProcess _process = new();

    public RedactionTests()
    {
        _process.Options.RedactionKey = Convert.ToBase64String(Key);
        _process.Options.RedactionKeyId = "k1";
    }

    [Theory]
    [InlineData(RedactionMethod.Hash, "age,customer,score", "dsd", "1:hash")]
    [InlineData(RedactionMethod.Mask, "age,customer,score", "dsd", "1:mask")]
    [InlineData(RedactionMethod.Drop, "age,score", "dd", null)]
    public async Task Collect_RedactedColumn_IsHashedMaskedOrGone(
        RedactionMethod method,
        string header,
        string types,
        string? attribute
    )
    {
        Redact("customer", method);
        await CollectAsync(it => it.Collect([41.5, 17.25, 0.5]), Names);

        StoredEvent stored = Assert.Single(_process.Hub.Stored);
        string value =
            method == RedactionMethod.Hash ? $"{Hash("17.25")},"
            : method == RedactionMethod.Mask ? "***,"
            : "";
        Assert.Equal($"$Timestamp,$CorrelationId,$RequestId,{header}", stored.Header);
        Assert.Equal([$"41.5,{value}0.5"], stored.Rows.Select(StoredEvent.Features));
        Assert.Equal(types, stored.ColumnTypes);
        Assert.Equal(attribute, Attribute(stored, "redacted"));
        Assert.Equal(method == RedactionMethod.Hash ? "k1" : null, Attribute(stored, "redactionkey"));
    }

    public static TheoryData<string, Func<ModelDataCollector, CollectionContext>> Values =>
        new()
        {
            { "1", it => it.Collect([1]) },
            { "-9007199254740993", it => it.Collect([-9007199254740993L]) },
            { "18446744073709551615", it => it.Collect([ulong.MaxValue]) },
            { "0.1", it => it.Collect([0.1f]) },
            { "0.1", it => it.Collect([0.1]) },
            { "1", it => it.Collect([1.0]) },
            { "-0", it => it.Collect([-0.0]) },
            { "1E+23", it => it.Collect([1e23]) },
            { "NaN", it => it.Collect([double.NaN]) },
            { "1.10", it => it.Collect([1.10m]) },
            { "true", it => it.Collect([true]) },
            { "true", it => it.Collect<bool>((bool[])[true]) },
            { "2026-01-02T03:04:05.123456Z", it => it.Collect([Time]) },
            { "2026-01-02", it => it.Collect([new DateOnly(2026, 1, 2)]) },
            { "c", it => it.Collect(['c']) },
            { "", it => it.Collect([""]) },
            { "a, \"quoted\"\ntext", it => it.Collect(["a, \"quoted\"\ntext"]) },
            { "Zürich", it => it.Collect(["Zürich"]) },
            { "\uFFFD", it => it.Collect(["\uD800"]) },
            { "5", it => it.Collect<object>([JsonDocument.Parse("5").RootElement]) },
        };

    private static DateTimeOffset Time =>
        DateTimeOffset.Parse("2026-01-02T04:04:05.1234567+01:00", CultureInfo.InvariantCulture);

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public async Task Hash_Value_IsOverTheTextThatItHasInAColumnOfTexts(
        string text,
        Func<ModelDataCollector, CollectionContext> collect
    )
    {
        Redact("feature_0", RedactionMethod.Hash);
        await CollectAsync(collect);

        Assert.Equal([Hash(text)], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal("s", Assert.Single(_process.Hub.Stored).ColumnTypes);
    }

    [Fact]
    public async Task Hash_VectorsOfTheEventFormat_AreWhatIsSent()
    {
        string vectors = Path.Combine(Repository.Root, "tests", "Shared.Tests", "Golden", "redaction-hashes.json");
        foreach (JsonElement vector in JsonDocument.Parse(File.ReadAllText(vectors)).RootElement.EnumerateArray())
        {
            TestProcess process = new();
            process.Options.RedactionKey = Convert.ToBase64String(
                Convert.FromHexString(vector.GetProperty("key").GetString()!)
            );
            process.Options.Redaction.Add(new("feature_0", RedactionMethod.Hash));
            await using ModelDataCollector collector = process.Collector();
            string text = vector.GetProperty("text").GetString()!;
            collector.Collect([text]);
            if (double.TryParse(text, CultureInfo.InvariantCulture, out double number))
            {
                collector.Collect([number]);
            }
            await process.FlushAsync(collector);

            Assert.All(
                process.Hub.Rows,
                row => Assert.Equal(vector.GetProperty("hash").GetString(), StoredEvent.Features(row))
            );
            Assert.NotEmpty(process.Hub.Rows);
        }
    }

    [Theory]
    [InlineData(RedactionMethod.Hash)]
    [InlineData(RedactionMethod.Mask)]
    public async Task Collect_NullsAndValuesOfSeveralTypes_NullsStayAndAllIsOneColumnOfTexts(RedactionMethod method)
    {
        Redact("feature_1", method);
        await CollectAsync(it =>
        {
            it.Collect([1.5, null]);
            it.Collect([1.5, 17]);
            it.Collect([1.5, "x"]);
            return it.Collect([1.5, null]);
        });

        StoredEvent stored = Assert.Single(_process.Hub.Stored);
        string[] values = method == RedactionMethod.Hash ? [Hash("17"), Hash("x")] : ["***", "***"];
        Assert.Equal(
            ["1.5,", $"1.5,{values[0]}", $"1.5,{values[1]}", "1.5,"],
            stored.Rows.Select(StoredEvent.Features)
        );
        Assert.Equal("ds", stored.ColumnTypes);
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.OtherTypes));
    }

    [Theory]
    [InlineData(RedactionMethod.Hash, "c:hash")]
    [InlineData(RedactionMethod.Mask, "c:mask")]
    [InlineData(RedactionMethod.Drop, null)]
    public async Task Collect_CorrelationIdRedacted_RowsHaveTheRedactedOneAndTheContextTheClearOne(
        RedactionMethod method,
        string? attribute
    )
    {
        Redact("$CorrelationId", method);
        CollectionContext context = default;
        await CollectAsync(it =>
        {
            context = it.Collect<double>((double[])[1.5], "order 17");
            it.Collect([2.5], CollectionContext.Parse(context.ToString()));
            return it.Collect([3.5]);
        });

        StoredEvent stored = Assert.Single(_process.Hub.Stored);
        string id =
            method == RedactionMethod.Hash ? Hash("order 17")
            : method == RedactionMethod.Mask ? "***"
            : "";
        Assert.Equal([id, id, ""], stored.Rows.Select(row => row.Split(',')[1]));
        Assert.Equal(context.RequestId.ToString(), stored.Rows[0].Split(',')[2]);
        Assert.Equal("order 17", context.CorrelationId);
        Assert.Equal(attribute, Attribute(stored, "redacted"));
        Assert.Equal(method == RedactionMethod.Hash ? "k1" : null, Attribute(stored, "redactionkey"));
    }

    [Theory]
    [InlineData(null, "id,other")]
    [InlineData("CorrelationId", "id,***")]
    public async Task CorrelationId_WithoutItsDollarSign_IsTheSystemColumnUnlessAFeatureHasTheName(
        string? feature,
        string row
    )
    {
        Redact("CorrelationId", RedactionMethod.Mask);
        await CollectAsync(it => it.Collect(["id", "other"], "order"), ["id", feature ?? "other"]);

        string[] fields = _process.Hub.Rows[0].Split(',', 4);
        Assert.Equal(feature is null ? "***" : "order", fields[1]);
        Assert.Equal(row, fields[3]);
    }

    [Fact]
    public async Task Collect_DeclaredTypes_ARedactedColumnIsOfTextsAndTheOthersAreAsDeclared()
    {
        Redact("customer", RedactionMethod.Hash);
        Redact("age", RedactionMethod.Drop);
        await CollectAsync(
            it =>
            {
                it.Collect([null, 17.0, 1.0]);
                return it.Collect(["not a number", "nor this", 2.0]);
            },
            Names,
            [FeatureType.Double, FeatureType.Int64, FeatureType.Int64]
        );

        StoredEvent stored = Assert.Single(_process.Hub.Stored);
        Assert.Equal("sl", stored.ColumnTypes);
        Assert.Equal([$"{Hash("17")},1", $"{Hash("nor this")},2"], stored.Rows.Select(StoredEvent.Features));
    }

    [Fact]
    public async Task Collect_UnnamedFeatures_KeepTheirNumbersWhereOthersAreDropped()
    {
        Redact("feature_0", RedactionMethod.Drop);
        Redact("feature_2", RedactionMethod.Drop);
        Redact("feature_3", RedactionMethod.Mask);
        await CollectAsync(it => it.Collect([0.5, 1.5, 2.5, 3.5, 4.5]));

        StoredEvent stored = Assert.Single(_process.Hub.Stored);
        Assert.EndsWith("$RequestId,feature_1,feature_3,feature_4", stored.Header, StringComparison.Ordinal);
        Assert.Equal(["1.5,***,4.5"], stored.Rows.Select(StoredEvent.Features));
        Assert.Equal("1:mask", Attribute(stored, "redacted"));
    }

    [Fact]
    public async Task Collect_WrongWidth_IsRefusedByTheWidthAsGiven()
    {
        Redact("customer", RedactionMethod.Drop);
        await CollectAsync(
            it =>
            {
                it.Collect([1.0, 2.0]);
                return it.Collect([1.0, 2.0, 3.0]);
            },
            Names,
            check: it => Assert.Equal(1, it.Counters.Of(RefusalReason.Width))
        );

        Assert.Equal(["1,3"], _process.Hub.Rows.Select(StoredEvent.Features));
    }

    [Fact]
    public async Task Collect_AllFeaturesDropped_CollectorIsOffAndSaysWhyOnce()
    {
        Redact("age", RedactionMethod.Drop);
        await using ModelDataCollector collector = _process.Collector(featureNames: ["age"]);
        await using ModelDataCollector unnamed = _process.Collector("unnamed");
        _process.Options.Redaction.Clear();
        Redact("feature_0", RedactionMethod.Drop);
        await using ModelDataCollector later = _process.Collector("later");
        collector.Collect([1.0]);
        later.Collect([1.0]);

        Assert.False(collector.IsEnabled);
        Assert.True(unnamed.IsEnabled);
        Assert.Equal(1, later.Counters.Of(RefusalReason.Redaction));
        string said = Said(ProducerEventIds.RedactionImpossible);
        Assert.Contains("all columns are to be dropped: mask one of them", said, StringComparison.Ordinal);
        Assert.Equal(new CollectorStatistics(0, 0, 0, 0, 0, 0), collector.Statistics);
    }

    [Fact]
    public async Task Collect_HashWithoutAKey_CollectorIsOffAndNeitherSendsNorPrints()
    {
        _process.Options.RedactionKey = null;
        _process.Options.Debug = true;
        Redact("customer", RedactionMethod.Hash);
        await using ModelDataCollector collector = _process.Collector(featureNames: Names);
        await using ModelDataCollector second = _process.Collector(featureNames: Names);
        await using ModelDataCollector other = _process.Collector("other", ["price"]);
        CollectionContext context = collector.Collect([1.0, 2.0, 3.0]);
        other.Collect([1.0], context);

        Assert.False(collector.IsEnabled);
        Assert.True(other.IsEnabled);
        Assert.Equal(1, other.Statistics.Enqueued);
        Assert.Contains(
            "set ModelData__RedactionKey",
            Said(ProducerEventIds.RedactionImpossible),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("customer", _process.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redaction_OfMoreColumnsThanAnEventCanTell_CollectorIsOffAndSaysWhy()
    {
        for (int i = 0; i < 2000; i++)
        {
            Redact($"feature_{2 * i}", RedactionMethod.Mask);
        }
        await using ModelDataCollector collector = _process.Collector();

        Assert.False(collector.IsEnabled);
        Assert.Contains("side by side", Said(ProducerEventIds.RedactionImpossible), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("custmer", "custmer (but there is customer)", true)]
    [InlineData("Customer", "Customer (but there is customer)", true)]
    [InlineData("unheard_of", "unheard_of", true)]
    [InlineData("feature_1", "feature_1", true)]
    [InlineData("feature_3", "feature_3", false)]
    [InlineData("feature_01", "feature_01", false)]
    public async Task Redaction_NameThatNoColumnHas_IsSaidOnceAndRowsAreCollected(
        string name,
        string said,
        bool isNamed
    )
    {
        Redact(name, RedactionMethod.Mask);
        await CollectAsync(
            it =>
            {
                it.Collect([1.0, 2.0, 3.0]);
                return it.Collect([1.0, 2.0, 3.0]);
            },
            isNamed ? Names : null
        );

        Assert.Equal(["1,2,3", "1,2,3"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Contains(
            $": {said}. Names are",
            Said(ProducerEventIds.RedactedColumnsMissing),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("id")]
    public async Task Collect_TableInASmallRing_GrowsByHashesAndIsDividedIntoRecordsThatFit(string correlation)
    {
        _process.Options.RingBytes = 4096;
        _process.Options.FullRing = FullRingPolicy.Wait;
        _process.Options.FullRingWait = TimeSpan.FromMinutes(1);
        for (int i = 0; i < 4; i++)
        {
            Redact($"feature_{i}", RedactionMethod.Hash);
        }
        Redact("$CorrelationId", RedactionMethod.Hash);
        await using ModelDataCollector collector = _process.Collector();
        await Task.Run(() => collector.Collect(new double[64, 4], correlation), TestContext.Current.CancellationToken);
        await _process.FlushAsync(collector);

        Assert.Equal(new CollectorStatistics(64, 64, 0, 0, 0, 0), collector.Statistics);
        Assert.All(
            _process.Hub.Rows,
            row => Assert.EndsWith($",{Hash("0")},{Hash("0")}", row, StringComparison.Ordinal)
        );
    }

    private void Redact(string column, RedactionMethod method) =>
        _process.Options.Redaction.Add(new ColumnRedaction(column, method));

    private async Task CollectAsync(
        Func<ModelDataCollector, CollectionContext> collect,
        IReadOnlyList<string>? names = null,
        IReadOnlyList<FeatureType>? types = null,
        Action<ModelDataCollector>? check = null
    )
    {
        await using ModelDataCollector collector = _process.Collector(featureNames: names, featureTypes: types);
        collect(collector);
        await _process.FlushAsync(collector);
        check?.Invoke(collector);
    }

    private string Said(int id) => Assert.Single(_process.Log.Entries, it => it.Id == id).Text;

    private static string? Attribute(StoredEvent stored, string name) =>
        stored.Properties.TryGetValue(EventAttributes.Prefix + name, out object? value) ? (string)value : null;

    private static string Hash(string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Key, Utf8.UTF8.GetBytes(text)))[..32];
}
