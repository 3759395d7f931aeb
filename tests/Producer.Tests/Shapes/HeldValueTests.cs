using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Shapes;

/// <summary>Values as databases and JSON documents hold them.</summary>
[Trait("Level", "Unit")]
public sealed class HeldValueTests
{
    [Fact]
    public async Task Collect_DbNull_IsNull()
    {
        (await Taken.ByAsync(it => it.Collect([1, DBNull.Value]))).IsRows("id", "1,");
        (await Taken.ByAsync(it => it.Collect((object)new object[] { 1, DBNull.Value }))).IsRows("id", "1,");
    }

    [Theory]
    [InlineData("41", "l", "41")]
    [InlineData("-9223372036854775808", "l", "-9223372036854775808")]
    [InlineData("18446744073709551615", "d", "18446744073709551615")]
    [InlineData("41.50", "d", "41.5")]
    [InlineData("0.5", "d", "0.5")]
    [InlineData("100000000000000000000", "d", "1E+20")]
    [InlineData("0.12345678901234567", "d", "0.12345678901234567")]
    [InlineData("123456789.123456789", "d", "123456789.123456789")]
    [InlineData("-0.0", "d", "-0")]
    [InlineData("-0", "d", "-0")]
    [InlineData("1e3", "d", "1000")]
    [InlineData("0.1", "d", "0.1")]
    [InlineData("0.3000000000000000000000001", "d", "0.3000000000000000000000001")]
    [InlineData("1.7976931348623157e308", "d", "1.7976931348623157E+308")]
    [InlineData("5e-324", "d", "5E-324")]
    [InlineData("\"41\"", "s", "41")]
    [InlineData("\"\"", "s", "\"\"")]
    [InlineData("true", "b", "true")]
    [InlineData("null", "d", "")]
    public async Task Collect_JsonValue_IsItsValue(string json, string type, string expected)
    {
        JsonElement element = JsonElement.Parse(json);
        JsonElement number = JsonElement.Parse("1");
        Taken taken = await Taken.ByAsync(it => it.Collect(element));
        Assert.Equal(type, taken.Types);
        if (type == "d" && expected.Length > 0)
        {
            Assert.Equal(
                double.Parse(expected, CultureInfo.InvariantCulture),
                double.Parse(taken.Rows[0], CultureInfo.InvariantCulture)
            );
        }
        if (!expected.Contains('E', StringComparison.Ordinal))
        {
            Assert.Equal([expected], taken.Rows);
        }
        (await Taken.ByAsync(it => it.Collect([element, number]))).IsRows($"{type}l", $"{taken.Rows[0]},1");
        (await Taken.ByAsync(it => it.Collect([element, 2.5]))).IsRows($"{type}d", $"{taken.Rows[0]},2.5");
        (await Taken.ByAsync(it => it.Collect(new JsonElement?[] { element, number }))).IsRows(
            $"{type}l",
            $"{taken.Rows[0]},1"
        );
        (await Taken.ByAsync(it => it.Collect(JsonNode.Parse(json)))).IsRows(type, taken.Rows[0]);
    }

    [Theory]
    [InlineData("0.5", null)]
    [InlineData("41.50", null)]
    [InlineData("-1234.5678", null)]
    [InlineData("0.1234567890123456", null)]
    [InlineData("0.1234567890123456789", "0:decimal")]
    [InlineData("18446744073709551615", "0:decimal")]
    public async Task Collect_JsonNumber_IsADecimalOnlyWhereNoDoubleHasItsDigits(string json, string? exact)
    {
        TestProcess process = new();
        await using ModelDataCollector collector = process.Collector();
        collector.Collect([JsonElement.Parse(json)]);
        await process.FlushAsync(collector);
        string name = EventAttributes.Prefix + EventAttributes.ExactTypes;
        Assert.Equal(exact, process.Hub.Stored.Single().Properties.GetValueOrDefault(name));
    }

    [Fact]
    public async Task Collect_JsonNumberBeyondDoubles_IsRefused() =>
        (await Taken.ByAsync(it => it.Collect(JsonElement.Parse("1e400")))).IsRefused(
            RefusalReason.Type,
            "JsonElement"
        );

    [Fact]
    public async Task Collect_JsonArrays_AreRows()
    {
        (await Taken.ByAsync(it => it.Collect(JsonElement.Parse("[41, \"x\", null]")))).IsRows("lsd", "41,x,");
        (await Taken.ByAsync(it => it.Collect(JsonElement.Parse("[[1, 2], [3, 4]]")))).IsRows("ll", "1,2", "3,4");
        (await Taken.ByAsync(it => it.Collect(JsonNode.Parse("[[1, 2], [3, 4]]")))).IsRows("ll", "1,2", "3,4");
        (await Taken.ByAsync(it => it.Collect(JsonNode.Parse("[41, \"x\", null]")))).IsRows("lsd", "41,x,");
        (await Taken.ByAsync(it => it.Collect(JsonDocument.Parse("[41]")))).IsRows("l", "41");
        (await Taken.ByAsync(it => it.Collect([JsonElement.Parse("[1, 2]"), JsonElement.Parse("[3, 4]")]))).IsRows(
            "ll",
            "1,2",
            "3,4"
        );
        (await Taken.ByAsync(it => it.Collect(JsonElement.Parse("[null, [1, 2], null]")))).IsRefusedBeside(
            "1,2",
            "is null",
            RefusalReason.Empty,
            2
        );
        (await Taken.ByAsync(it => it.Collect(JsonElement.Parse("[[[1]]]")))).IsRefused(
            RefusalReason.Dimensions,
            "CollectRows"
        );
        (await Taken.ByAsync(it => it.Collect([1, JsonElement.Parse("[1, 2]")]))).IsRefused(
            RefusalReason.Shape,
            "one value is expected"
        );
    }

    [Fact]
    public async Task Collect_JsonObjectBesideValues_IsRefusedByName() =>
        (await Taken.ByAsync(it => it.Collect([1, JsonElement.Parse("""{ "age": 41 }""")]))).IsRefused(
            RefusalReason.Shape,
            "its values"
        );

    [Fact]
    public async Task Collect_NodesMadeInCode_AreTheirValue()
    {
        JsonArray row = [1, 2.5, 0.1f, 1.10m, "x", true, null, new DateOnly(2026, 1, 2).ToString("O")];
        (await Taken.ByAsync(it => it.Collect(row))).IsRows("idfdsbds", "1,2.5,0.1,1.10,x,true,,2026-01-02");
    }

    [Fact]
    public async Task Collect_ValuesThatTellTheirType_AreThatValue()
    {
        (await Taken.ByAsync(it => it.Collect([new Token(41L), new Token("x"), new Token(2.5)]))).IsRows(
            "lsd",
            "41,x,2.5"
        );
    }
}
