using System.IO.Compression;
using System.Text;

namespace ModelData.Tests.Events;

/// <summary>A refusal says which of many things is wrong, where, and what to do.</summary>
[Trait("Level", "Unit")]
public sealed class RefusalDetailTests
{
    private const string Good = Envelopes.Header + Envelopes.Row;

    [Theory]
    [InlineData("ce-specversion")]
    [InlineData("ce_specversion")]
    [InlineData("specversion")]
    [InlineData("CloudEvents:SpecVersion")]
    [InlineData("cloudEvents-specversion")]
    [InlineData("cloudEvents:spec_version")]
    public void TryRead_OtherPrefix_IsNamedWithTheRightOne(string name)
    {
        EventEnvelope envelope = Envelopes.Csv(Good) with
        {
            Properties = new Dictionary<string, object?> { ["x"] = 1, [name] = "1.0" },
        };
        Says(envelope, RefusalReasons.NotCloudEvents, $"Found \"{name}\"", "cloudEvents:specversion", "cloudEvents_");
    }

    [Fact]
    public void TryRead_NoSpecVersion_ListsWhatIsThere()
    {
        EventEnvelope envelope = Envelopes.Csv(Good) with
        {
            Properties = new Dictionary<string, object?> { ["b\n"] = 1, ["a"] = 2 },
        };
        Says(envelope, RefusalReasons.NotCloudEvents, "cloudEvents:specversion", "found: \"a\", \"b\\u{A}\"");
        Says(Envelopes.Csv(Good).With("specversion", 1), RefusalReasons.NotCloudEvents, "1 (Int32)", "text \"1.0\"");
        Says(Envelopes.Csv(Good).With("specversion", "0.3"), RefusalReasons.NotCloudEvents, "is \"0.3\"");
        Says(
            envelope with
            {
                ContentType = "application/cloudevents+json",
            },
            RefusalReasons.NotCloudEvents,
            "binary mode"
        );
    }

    [Fact]
    public void TryRead_AttributeUnderAnotherName_IsNamed()
    {
        Dictionary<string, object?> properties = new(Envelopes.Attributes());
        properties.Remove("cloudEvents:model");
        properties["cloudEvents_model"] = "m";
        EventEnvelope envelope = Envelopes.Csv(Good) with { Properties = properties };
        Says(envelope, RefusalReasons.MissingAttribute, "model is missing", "\"cloudEvents_model\"");
        properties.Remove("cloudEvents:rowcount");
        properties["cloudEvents:model"] = "m";
        properties["cloudEvents:rowCount"] = 1;
        Says(envelope, RefusalReasons.MissingAttribute, "rowcount is missing", "\"cloudEvents:rowCount\"");
    }

    [Theory]
    [InlineData("model", "model")]
    [InlineData("resourcegroup", "resourcegroup")]
    [InlineData("modelversion", "modelversion")]
    [InlineData("identifier", "identifier")]
    public void TryRead_NameThatIsTooLong_IsNamedWithItsLength(string attribute, string name)
    {
        EventEnvelope envelope = Envelopes.Csv(Good).With(attribute, new string('é', 150));
        Says(envelope, RefusalReasons.InvalidAddress, $"name {name} ", "300 bytes", "at most 128", "\"ééé");
        Says(Envelopes.Csv(Good).With(attribute, "a\uD800"), RefusalReasons.InvalidAddress, $"name {name} ");
    }

    [Fact]
    public void TryRead_NamesThatAreTooLongTogether_AreListed()
    {
        string name = new('é', 60);
        EventEnvelope envelope = Envelopes
            .Csv(Good)
            .With("model", name)
            .With("workspace", name)
            .With("webservice", name);
        Says(envelope, RefusalReasons.InvalidAddress, "webservice 360", "model 360", "modelversion 7", "at most 900");
    }

    [Fact]
    public void TryRead_BodyThatIsSomethingElse_SaysWhatItLooksLike()
    {
        byte[] csv = Encoding.UTF8.GetBytes(Good);
        (byte[] Body, string[] Says)[] bodies =
        [
            ([], ["empty"]),
            ([.. "\r\n"u8], ["empty"]),
            (Pack(s => new GZipStream(s, CompressionLevel.Fastest), csv), ["gzip", "contentencoding", "br"]),
            (Pack(s => new ZLibStream(s, CompressionLevel.Fastest), csv), ["deflate"]),
            (Pack(s => new BrotliStream(s, CompressionLevel.Fastest), csv), ["brotli", "contentencoding", "to br"]),
            (Pack(s => new BrotliStream(s, CompressionLevel.SmallestSize), csv), ["brotli"]),
            ([0x28, 0xB5, 0x2F, 0xFD, 4, 0, 1], ["Zstandard"]),
            (Encoding.Unicode.GetBytes(Good), ["UTF-16"]),
            (Encoding.UTF8.GetBytes(Convert.ToBase64String(csv)), ["Base64"]),
            (System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Good), ["written as JSON", "Buffer.from"]),
            ([.. "{\"type\":\"Buffer\",\"data\":[36,84]}"u8], ["Buffer of Node.js"]),
            ([.. "[{\"age\":1}]"u8], ["looks like JSON", "application/json"]),
            ([.. "$Timestamp;$CorrelationId;$RequestId;a\n"u8], ["another separator"]),
            (Encoding.UTF8.GetBytes(Good.Replace('\n', '\r')), ["carriage returns alone"]),
            (Encoding.UTF8.GetBytes(Envelopes.Header.TrimEnd()), ["header line alone"]),
            ([.. "age,city\n1,Oslo\n"u8], ["Column 1 is \"age\"", "$Timestamp,$CorrelationId,$RequestId"]),
        ];
        foreach ((byte[] body, string[] says) in bodies)
        {
            Says(Envelopes.Csv(body), RefusalReasons.InvalidHeader, says);
        }
    }

    [Fact]
    public void TryRead_JsonThatIsSomethingElse_SaysWhatItLooksLike()
    {
        EventEnvelope json = Envelopes.Json("");
        Says(json, RefusalReasons.InvalidJson, "empty");
        Says(
            json with
            {
                Body = Encoding.UTF8.GetBytes(Good),
            },
            RefusalReasons.InvalidJson,
            "looks like CSV",
            "text/csv"
        );
        byte[] packed = Pack(s => new BrotliStream(s, CompressionLevel.Fastest), "{\"a\":1}"u8.ToArray());
        Says(json with { Body = packed }, RefusalReasons.InvalidJson, "brotli");
        byte[] twice = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes("{\"a\":1}");
        Says(json with { Body = twice }, RefusalReasons.InvalidJson, "once only");
        Says(Envelopes.Json("{\"a\":1}\n{\"a\":2}\n"), RefusalReasons.InvalidJson, "JSON lines", "one array");
        Says(Envelopes.Json("[{\"a\": NaN}]"), RefusalReasons.InvalidJson, "line 1, byte", "no NaN");
        Says(Envelopes.Json("[{\"a\":\n -Infinity}]"), RefusalReasons.InvalidJson, "line 2, byte", "no NaN");
        Says(Envelopes.Json("[{\"a\": 1,}]"), RefusalReasons.InvalidJson, "line 1, byte 10");
    }

    [Fact]
    public void TryRead_DeclaredBrotliThatIsNone_SaysWhatItLooksLike()
    {
        EventEnvelope brotli = Envelopes.Csv(Good) with { ContentEncoding = "br" };
        Says(brotli, RefusalReasons.CorruptEncoding, "plain text");
        Says(brotli with { Body = default }, RefusalReasons.CorruptEncoding, "empty");
        byte[] gzip = Pack(s => new GZipStream(s, CompressionLevel.Fastest), Encoding.UTF8.GetBytes(Good));
        Says(brotli with { Body = gzip }, RefusalReasons.CorruptEncoding, "gzip");
        Says(
            brotli with
            {
                Body = Pack(s => new BrotliStream(s, CompressionLevel.Fastest), "[]"u8.ToArray()),
            },
            RefusalReasons.InvalidHeader,
            "looks like JSON"
        );
        byte[] once = Pack(s => new BrotliStream(s, CompressionLevel.Fastest), Encoding.UTF8.GetBytes(Good));
        byte[] twice = Pack(s => new BrotliStream(s, CompressionLevel.Fastest), once);
        Says(brotli with { Body = twice }, RefusalReasons.InvalidHeader, "brotli again", "once only");
    }

    [Theory]
    [InlineData("""{"columns":["a"],"rows":[[1]],"extra":1}""", "Unknown member \"extra\"")]
    [InlineData("""{"extra":[1],"rows":[[1]],"columns":["a"]}""", "Unknown member \"extra\"")]
    [InlineData("""{"columns":["a"],"index":[0],"data":[[1]]}""", "no array \"rows\"", "\"index\"")]
    [InlineData("""{"rows":[[1]]}""", "no array \"columns\"")]
    [InlineData("""{"columns":["a"],"columns":["b"],"rows":[[1]]}""", "stands twice")]
    [InlineData("""{"columns":["a"],"rows":[[1]],"rows":2}""", "stands twice")]
    [InlineData("""{"columns":["a"],"rows":[[1]],"\u00e9":2}""", "Unknown member \"é\"")]
    [InlineData("""[{"b":1},{"a":1,"tags":[1]}]""", "Row 2, column \"tags\"", "an array")]
    [InlineData("""{"columns":["a","b"],"rows":[[1,2],[3,{}]]}""", "Row 2, column \"b\"")]
    public void TryRead_OtherForm_NamesWhatIsWrong(string json, params string[] says) =>
        Says(Envelopes.Json(json), RefusalReasons.ValueTypeMismatch, says);

    [Theory]
    [InlineData("""[{"a":1},5]""", "Row 2 is a number, not an object")]
    [InlineData("""[{"a":1},null]""", "Row 2 is null, not an object")]
    [InlineData("""[[1,"x"]]""", "Row 1 is an array, not an object")]
    [InlineData("""{"columns":["a"],"rows":[[1],{"a":1}]}""", "Row 2 is an object, not an array")]
    [InlineData("""{"columns":["a",true],"rows":[[1,2]]}""", "Name 2 of \"columns\" is true or false")]
    public void TryRead_RowOfAnotherForm_IsNamed(string json, string says) =>
        Says(Envelopes.Json(json), RefusalReasons.InvalidJson, says);

    [Fact]
    public void TryRead_RowsThatAreEmpty_AreNamed() =>
        Says(Envelopes.Json("""{"columns":["a"],"rows":[]}"""), RefusalReasons.NoRows, "\"rows\" is empty");

    [Fact]
    public void TryRead_NameFaults_AreToldApart()
    {
        string text = new('x', 2000);
        Says(Envelopes.Json("""[{"a":1},{"b":1,"b":2}]"""), RefusalReasons.InvalidJson, "row 2", "\"b\" stands twice");
        Says(Envelopes.Json($$"""{"{{text}}":1}"""), RefusalReasons.InvalidJson, "2000 bytes", "256", "\"xxx");
        Says(Envelopes.Json($$"""[{"a":1},{"{{text[..257]}}":1}]"""), RefusalReasons.InvalidJson, "row 2", "257 bytes");
        string escaped = string.Concat(Enumerable.Repeat("\\u00e9", 300));
        Says(Envelopes.Json($$"""{"{{escaped}}":1}"""), RefusalReasons.InvalidJson, "600 bytes", "\"ééé");
        string many = string.Join(',', Enumerable.Range(0, 4094).Select(i => $"\"c{i}\":1"));
        Says(Envelopes.Json($"{{{many}}}"), RefusalReasons.InvalidJson, "more than 4096 names", "\"c4093\"");
        Says(Envelopes.Json("""{"a\ud800":1}"""), RefusalReasons.InvalidJson, "surrogate");
        Says(Envelopes.Json("""{"\ud800":1}"""), RefusalReasons.InvalidJson, "row 1 the name \"\uFFFD\"", "surrogate");
        byte[] latin = [.. "[{\"caf"u8, 0xE9, .. "\":1}]"u8];
        Says(
            Envelopes.Json("") with
            {
                Body = latin,
            },
            RefusalReasons.InvalidJson,
            "row 1 the name \"caf\uFFFD\"",
            "UTF-8"
        );
        Says(
            Envelopes.Json("""{"a":1,"$timestamp":"2026-11-23"}"""),
            RefusalReasons.InvalidJson,
            "row 1 the name \"$timestamp\"",
            "system column $Timestamp in another case"
        );
        Says(Envelopes.Json("""{"columns":["a","a"],"rows":[]}"""), RefusalReasons.InvalidJson, "\"a\" stands twice");
        Says(Header("a,b,a"), RefusalReasons.InvalidHeader, "\"a\" stands twice", "Column 6", "column, 4");
        Says(Header("a,,b"), RefusalReasons.InvalidHeader, "column 5 is empty");
        Says(Header($"a,{text[..300]}"), RefusalReasons.InvalidHeader, "column 5, \"xxx", "300 bytes", "at most 256");
        Says(Header("a,b\tc"), RefusalReasons.InvalidHeader, "\"b\\u{9}c\"", "control character");
        Says(Header("a,b\"c"), RefusalReasons.InvalidHeader, "column 5", "quote");
        Says(Header("a,\"b\"c"), RefusalReasons.InvalidHeader, "column 5", "closing quote");
        Says(
            Header(string.Join(',', Enumerable.Range(0, 4094))),
            RefusalReasons.InvalidHeader,
            "more than 4096 columns"
        );
    }

    [Fact]
    public void TryRead_ShapeFaults_NameRowAndColumn()
    {
        Says(Rows(",,,1,a", ",,,1"), RefusalReasons.FieldCountMismatch, "Row 2 has 4 fields", "has 5");
        Says(Rows(",,,1,a", ",,,1,a,b,c"), RefusalReasons.FieldCountMismatch, "Row 2 has 7 fields");
        Says(Rows(",,,1,a", ",,,1\"2,a"), RefusalReasons.InvalidQuoting, "Row 2, column \"age\"");
        Says(Rows(",,,1,a", ",,,1\r,a"), RefusalReasons.BareCarriageReturn, "Row 2, column \"age\"");
        byte[] body = Encoding.UTF8.GetBytes(Envelopes.Header + ",,,1,\"é\"\r\n,,,1,é\r\n");
        body[^3] = (byte)'x';
        Says(Envelopes.Csv(body, 2), RefusalReasons.InvalidUtf8, "Row 2, column \"city\"");
        EventEnvelope types = Envelopes.Csv(Good).With("columntypes", "dx");
        Says(types, RefusalReasons.InvalidColumnTypes, "\"city\"", "\"x\"", "sdflibt");
        Says(
            Envelopes.Csv(Good).With("columntypes", "dds"),
            RefusalReasons.InvalidColumnTypes,
            "3 letters",
            "2 features"
        );
    }

    [Fact]
    public void TryRead_JsonValueOfAnotherType_NamesTheColumn()
    {
        EventEnvelope json = Envelopes
            .Json("""[{"n":1,"city":"x"},{"city":"y","n":"1.5"}]""")
            .With("columntypes", "ds");
        Refusal refusal = Says(json, RefusalReasons.ValueTypeMismatch, "Row 2, column \"n\"", "double");
        Assert.Equal("the text \"1.5\"", refusal.Found);
        json = Envelopes.Json("""[{"n":1},{"n":1e999}]""").With("columntypes", "d");
        Says(json, RefusalReasons.ValueTypeMismatch, "Row 2, column \"n\"");
    }

    [Fact]
    public void TryRead_AttributeOfAnotherKind_ShowsItsValueInTheLetterAlone()
    {
        Refusal refusal = Says(Envelopes.Csv(Good).With("day", "2026-11-31"), RefusalReasons.InvalidAttribute, "day");
        Assert.DoesNotContain("2026-11-31", refusal.Detail, StringComparison.Ordinal);
        Assert.Contains("2026-11-31", refusal.DetailWithFound, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_JsonTextWithEscapes_CountsAsThePlainText()
    {
        string text = string.Concat(Enumerable.Repeat("\\u6A21", 200_000));
        CollectedBatch batch = Envelopes.Json($$"""[{"a":"{{text}}"}]""").Read();
        Assert.EndsWith(new string('模', 200_000) + "\n", batch.Text(), StringComparison.Ordinal);
        // The longest row is the same one, however it is written.
        int most = EventLimits.MaxRowBytes - ",,,\n".Length - 27 - 36;
        string escaped = string.Concat(Enumerable.Repeat("\\u0041", most));
        Assert.Equal(EventLimits.MaxRowBytes, Envelopes.Json($$"""{"a":"{{escaped}}"}""").Read().Rows.Length);
        Says(Envelopes.Json($$"""{"a":"{{escaped}}B"}"""), RefusalReasons.RowTooLong, "Row 1");
        Says(Envelopes.Json($$"""{"a":"{{escaped}}{{escaped}}"}"""), RefusalReasons.RowTooLong, "Row 1", "\"a\"");
    }

    [Theory]
    [InlineData("\\ud800", "\uFFFD")]
    [InlineData("a\\udc00b", "a\uFFFDb")]
    [InlineData("\\ud83d\\ude00\\ud83d", "😀\uFFFD")]
    [InlineData("\\ud83d\\u0041", "\uFFFDA")]
    [InlineData("\\ud83d\\ud83d\\ude00", "\uFFFD😀")]
    [InlineData("\\uD83D\\n", "\"\uFFFD\n\"")]
    [InlineData("\\\"\\\\\\/\\b\\f\\t\\u00e9", "\"\"\"\\/\b\f\té\"")]
    public void TryRead_JsonEscapes_BecomeTextAndHalfAPairTheReplacementCharacter(string json, string field)
    {
        CollectedBatch batch = Envelopes.Json($$"""[{"a":1},{"a":"{{json}}"}]""").Read();
        Assert.Equal(2, batch.RowCount);
        Assert.EndsWith($",{field}\n", batch.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-06-30T23:59:60Z", 30)]
    [InlineData("2026-06-30T16:59:60.5-07:00", 30)]
    public void TryRead_LeapSecondAsTime_IsTaken(string time, int day)
    {
        CollectedBatch batch = Envelopes.Json("""{"a":1}""").Without("day").With("time", time).Read();
        Assert.Equal(new DateOnly(2026, 6, day), batch.Day);
        Assert.StartsWith("2026-06-30T23:59:59.999999Z,", batch.Text(), StringComparison.Ordinal);
    }

    private static EventEnvelope Header(string features) =>
        Envelopes.Csv($"$Timestamp,$CorrelationId,$RequestId,{features}\n,,,\n");

    private static EventEnvelope Rows(params string[] rows) =>
        Envelopes.Csv(Envelopes.Header + string.Concat(rows.Select(row => row + "\n")), rows.Length);

    internal static Refusal Says(EventEnvelope envelope, string reason, params string[] says)
    {
        Refusal refusal = envelope.Refuse();
        Assert.Equal(reason, refusal.Reason);
        Assert.All(says, text => Assert.Contains(text, refusal.Detail, StringComparison.Ordinal));
        return refusal;
    }

    private static byte[] Pack(Func<Stream, Stream> open, byte[] bytes)
    {
        using MemoryStream packed = new();
        using (Stream stream = open(packed))
        {
            stream.Write(bytes);
        }
        return packed.ToArray();
    }
}
