using System.Text;
using System.Text.Json;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.DeadLetters;

[Trait("Level", "Unit")]
public sealed class DeadLetterJsonTests
{
    public static TheoryData<object?, string, string?> Values =>
        new()
        {
            { null, "null", null },
            { "a\u001b[2J\0\uD83D\uDE00", "String", "a\u001b[2J\0\uD83D\uDE00" },
            { true, "Boolean", "True" },
            { (byte)255, "Byte", "255" },
            { (sbyte)-128, "SByte", "-128" },
            { short.MinValue, "Int16", "-32768" },
            { ushort.MaxValue, "UInt16", "65535" },
            { int.MinValue, "Int32", "-2147483648" },
            { uint.MaxValue, "UInt32", "4294967295" },
            { long.MinValue, "Int64", "-9223372036854775808" },
            { ulong.MaxValue, "UInt64", "18446744073709551615" },
            { 0.1f, "Single", "0.1" },
            { 0.1 + 0.2, "Double", "0.30000000000000004" },
            { double.NegativeInfinity, "Double", "-Infinity" },
            { 'ü', "Char", "ü" },
            { '\uD83D', "Char", "U+D83D" },
            { new Guid("055c36dd-2e01-7f3d-1c7d-77cddffe7337"), "Guid", "055c36dd-2e01-7f3d-1c7d-77cddffe7337" },
            { new byte[] { 0, 255, 27 }, "Byte[]", "AP8b" },
            { new DateTime(2026, 11, 25, 8, 9, 10, 11, DateTimeKind.Utc), "DateTime", "2026-11-25T08:09:10.0110000Z" },
            {
                new DateTimeOffset(2026, 11, 25, 8, 9, 10, TimeSpan.FromHours(2)).AddTicks(7),
                "DateTimeOffset",
                "2026-11-25T08:09:10.0000007+02:00"
            },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public void Write_Property_KeepsItsTypeAndItsWholeValue(object? value, string type, string? text)
    {
        var property = Write(value);
        Assert.Equal(type, property.GetProperty("type").GetString());
        Assert.Equal(text, property.GetProperty("value").GetString());
    }

    [Fact]
    public void LetterAddress_NamesThatAreNoTexts_AreThoseThatTheReaderOfEventsTakes()
    {
        var id = Guid.NewGuid();
        Dictionary<string, object?> properties = new()
        {
            ["cloudEvents:subscription"] = id,
            ["cloudEvents:model"] = "m",
            ["cloudEvents_webservice"] = "svc",
            ["cloudEvents:modelversion"] = 10,
            ["cloudEvents:identifier"] = 2.0,
            ["cloudEvents:workspace"] = true,
        };
        Assert.Equal([id.ToString(), "default", "default", "svc", "m", "10", "2"], LetterAddress.Of(properties));
        properties["cloudEvents:model"] = new string('x', 9000);
        Assert.Equal(new string('x', 128), LetterAddress.Of(properties)[4]);
        properties["cloudEvents:model"] = null;
        Assert.Empty(LetterAddress.Of(properties));
    }

    [Fact]
    public void PackIndexEntry_LongDetail_IsCutBetweenCharacters()
    {
        string detail = new string('x', PackIndexEntry.MaxDetail - 1) + "😀";
        var entry = new PackIndexEntry(1, 2, "reason", detail, DateTimeOffset.UnixEpoch, []);
        var read = Assert.Single(PackIndexEntry.Read(entry.ToLine()));
        Assert.Equal(detail[..(PackIndexEntry.MaxDetail - 1)], read.Detail);
    }

    [Fact]
    public void Write_ListsAndMaps_KeepWhatIsInThem()
    {
        object?[] list = [1, new byte[] { 1 }, null];
        var items = Write(list).GetProperty("value").EnumerateArray().ToList();
        Assert.Equal(["Int32", "Byte[]", "null"], items.Select(item => item.GetProperty("type").GetString()));

        var map = Write(new Dictionary<string, object?> { ["a"] = new[] { 1.5, 2 } });
        Assert.Equal("Map", map.GetProperty("type").GetString());
        var inner = map.GetProperty("value").GetProperty("a");
        Assert.Equal("List", inner.GetProperty("type").GetString());
        Assert.Equal("1.5", inner.GetProperty("value")[0].GetProperty("value").GetString());
    }

    [Fact]
    public void Write_NestedAsDeepAsAMessageMayBe_IsWritten()
    {
        object? value = "in the middle";
        for (int depth = 0; depth < 64; depth++)
        {
            value = new[] { value };
        }

        Assert.Contains("in the middle", Write(value).GetRawText());
    }

    private static JsonElement Write(object? value)
    {
        var received = new ReceivedEvent
        {
            Body = Encoding.UTF8.GetBytes("?"),
            SequenceNumber = 0,
            Offset = "0",
            EnqueuedTime = DateTimeOffset.UnixEpoch,
            Properties = new Dictionary<string, object?> { ["p"] = value },
        };
        var letter = new DeadLetter(Rows.Incarnation, "0", received, new Refusal("reason", "detail"));
        var options = new JsonDocumentOptions { MaxDepth = 1_000 };
        return JsonDocument
            .Parse(DeadLetterJson.Write(letter).ToMemory(), options)
            .RootElement.GetProperty("properties")
            .GetProperty("p");
    }
}
