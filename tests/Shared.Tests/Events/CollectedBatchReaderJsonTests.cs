using System.Text;

namespace ModelData.Tests.Events;

[Trait("Level", "Unit")]
public sealed class CollectedBatchReaderJsonTests
{
    private const string Zero = "00000000-0000-0000-0000-000000000000";
    private const string Time = "2026-11-24T00:00:01.000000Z";

    private static string Header(CollectedBatch batch) => Encoding.UTF8.GetString(batch.Schema.HeaderLine.Span);

    [Fact]
    public void TryRead_Object_IsARowWithSystemColumnsBeforeIt()
    {
        CollectedBatch batch = Envelopes
            .Json("""{"age": 41.50, "city": "Oslo, \"N\"", "member": true, "x": null, "e": ""}""")
            .With("correlationid", "c-1")
            .Read();
        Assert.Equal("$Timestamp,$CorrelationId,$RequestId,age,city,member,x,e\n", Header(batch));
        Assert.Equal($"{Time},c-1,{Zero},41.50,\"Oslo, \"\"N\"\"\",true,,\"\"\n", batch.Text());
        Assert.Equal("sssss", batch.Schema.ColumnTypes);
        Assert.Equal(1, batch.RowCount);
    }

    [Fact]
    public void TryRead_ArrayOfObjects_UnitesTheirNamesInOrderOfAppearance()
    {
        CollectedBatch batch = Envelopes
            .Json(
                """
                [{"b": 1, "$RequestId": "r1"}, {"a": 2, "b": 3, "$CorrelationId": "c", "$Timestamp": "2026-11-23T05:41:11Z"}, {}]
                """
            )
            .With("rowcount", 3)
            .Read();
        Assert.Equal("$Timestamp,$CorrelationId,$RequestId,b,a\n", Header(batch));
        Assert.Equal($"{Time},,r1,1,\n2026-11-23T05:41:11Z,c,{Zero},3,2\n{Time},,{Zero},,\n", batch.Text());
    }

    [Theory]
    [InlineData("""{"columns": ["b", "$RequestId", "a"], "rows": [[1, "r", "x"], [null, null, null]]}""")]
    [InlineData("""{"rows": [[1, "r", "x"], [null, null, null]], "columns": ["b", "$RequestId", "a"]}""")]
    public void TryRead_ColumnsAndRows_InAnyOrder(string json)
    {
        CollectedBatch batch = Envelopes.Json(json).With("columntypes", "ds").Read();
        Assert.Equal("$Timestamp,$CorrelationId,$RequestId,b,a\n", Header(batch));
        Assert.Equal($"{Time},,r,1,x\n{Time},,{Zero},,\n", batch.Text());
        Assert.Equal(FeatureType.Double, batch.Schema.Columns[3].Type);
    }

    [Fact]
    public void TryRead_WithoutDay_TakesThatOfTheTime()
    {
        EventEnvelope json = Envelopes.Json("""{"a": 1}""").Without("day");
        Assert.Equal(new DateOnly(2026, 11, 24), json.Read().Day);
        CollectedBatch batch = json.With("time", "2026-01-02T23:30:00-01:00").Read();
        Assert.Equal(new DateOnly(2026, 1, 3), batch.Day);
        Assert.StartsWith("2026-01-03T00:30:00.000000Z,", batch.Text(), StringComparison.Ordinal);
        // Which days can be meant is not for the format to say: the worker refuses them under a reason of its own.
        Assert.Equal(new DateOnly(1969, 1, 2), json.With("time", "1969-01-02T23:30:00Z").Read().Day);
        Assert.Equal(new DateOnly(1969, 12, 31), json.With("day", "1969-12-31").Read().Day);
    }

    [Theory]
    [InlineData("d", "1.5")]
    [InlineData("d", "\"NaN\"", "NaN")]
    [InlineData("f", "\"-Infinity\"", "-Infinity")]
    [InlineData("l", "9223372036854775807")]
    [InlineData("i", "-2147483648")]
    [InlineData("b", "false")]
    [InlineData("s", "12e3", "12e3")]
    [InlineData("s", "true")]
    [InlineData("s", "\"\\u00e9\\ud83d\\ude00\\n\"", "\"é😀\n\"")]
    [InlineData("t", "\"2026-11-23T05:41:11Z\"", "2026-11-23T05:41:11Z")]
    [InlineData("l", "null", "")]
    public void TryRead_DeclaredType_TakesWhatFits(string type, string value, string? field = null)
    {
        CollectedBatch batch = Envelopes.Json($$"""{"a": {{value}}}""").With("columntypes", type).Read();
        Assert.EndsWith($"{Zero},{field ?? value}\n", batch.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("d", "\"1.5\"")]
    [InlineData("d", "true")]
    [InlineData("l", "1.0")]
    [InlineData("l", "1e3")]
    [InlineData("l", "9223372036854775808")]
    [InlineData("i", "2147483648")]
    [InlineData("b", "0")]
    [InlineData("t", "5")]
    [InlineData("s", "[1]")]
    [InlineData("s", "{}")]
    public void TryRead_DeclaredType_RefusesTheRest(string type, string value) =>
        Assert.Equal(
            RefusalReasons.ValueTypeMismatch,
            Envelopes.Json($$"""{"a": {{value}}}""").With("columntypes", type).Refuse().Reason
        );

    [Theory]
    [InlineData("", RefusalReasons.InvalidJson)]
    [InlineData("1", RefusalReasons.InvalidJson)]
    [InlineData("[1]", RefusalReasons.InvalidJson)]
    [InlineData("[{\"a\":1},2]", RefusalReasons.InvalidJson)]
    [InlineData("{\"a\":1", RefusalReasons.InvalidJson)]
    [InlineData("{\"a\":1}x", RefusalReasons.InvalidJson)]
    [InlineData("[{\"a\":1}]]", RefusalReasons.InvalidJson)]
    [InlineData("{\"a\":1,\"a\":2}", RefusalReasons.InvalidJson)]
    [InlineData("{\"\\ud800\":1}", RefusalReasons.InvalidJson)]
    [InlineData("{\"columns\":[\"a\",\"a\"],\"rows\":[[1,2]]}", RefusalReasons.InvalidJson)]
    [InlineData("{\"columns\":[1],\"rows\":[[1]]}", RefusalReasons.InvalidJson)]
    [InlineData("{\"columns\":[\"a\"],\"rows\":[1]}", RefusalReasons.InvalidJson)]
    [InlineData("{\"columns\":[\"a\"],\"rows\":[[1,2]]}", RefusalReasons.FieldCountMismatch)]
    [InlineData("{\"columns\":[\"a\",\"b\"],\"rows\":[[1]]}", RefusalReasons.FieldCountMismatch)]
    [InlineData("{\"columns\":[\"a\"],\"rows\":[]}", RefusalReasons.NoRows)]
    [InlineData("{\"columns\":[\"a\"],\"rows\":[[1]],\"x\":1}", RefusalReasons.ValueTypeMismatch)]
    [InlineData("[]", RefusalReasons.NoRows)]
    [InlineData("{}", RefusalReasons.InvalidHeader)]
    [InlineData("{\"\":1}", RefusalReasons.InvalidHeader)]
    [InlineData("{\"a\\nb\":1}", RefusalReasons.InvalidHeader)]
    [InlineData("{\"a\":{\"b\":[[[[[[[[[1]]]]]]]]]}}", RefusalReasons.ValueTypeMismatch)]
    public void TryRead_OtherJson_IsRefusedWithItsReason(string json, string reason) =>
        Assert.Equal(reason, Envelopes.Json(json).Refuse().Reason);

    [Fact]
    public void TryRead_InvalidUtf8InJson_IsRefused()
    {
        byte[] body = Encoding.UTF8.GetBytes("""{"a": "bcd"}""");
        body[8] = 0xFF;
        string reason = (Envelopes.Json("") with { Body = body }).Refuse().Reason;
        Assert.Contains(reason, new[] { RefusalReasons.InvalidJson, RefusalReasons.InvalidUtf8 });
    }
}
