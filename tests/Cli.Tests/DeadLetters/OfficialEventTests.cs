using System.Text;
using Azure.Core.Amqp;
using ModelData.Cli.DeadLetters;
using Official = Azure.Messaging.EventHubs.EventData;

namespace ModelData.Cli.Tests.DeadLetters;

/// <summary>A letter's event becomes one of the official client, unchanged or not at all.</summary>
[Trait("Level", "Unit")]
public sealed class OfficialEventTests
{
    // A map of one property, "x", whose value follows.
    private static byte[] Properties(params byte[] value) =>
        Section(0x74, [0xC1, (byte)(value.Length + 4), 2, 0xA1, 1, (byte)'x', .. value]);

    public static TheoryData<string, byte[]> Carried =>
        new()
        {
            { "int", [0x71, 0, 0, 0, 7] },
            { "small int", [0x54, 7] },
            { "ulong", [0x80, 255, 0, 0, 0, 0, 0, 0, 1] },
            { "short", [0x61, 255, 1] },
            { "float", [0x72, 0x3F, 0x80, 0, 0] },
            { "text", [0xA1, 2, 0xC3, 0xA9] },
            { "time", [0x83, 0, 0, 1, 0x9A, 0, 0, 0, 0] },
            { "binary", [0xA0, 2, 0, 255] },
            { "true", [0x41] },
        };

    public static TheoryData<string, byte[]> NotCarried =>
        new()
        {
            { "symbol", [0xA3, 1, (byte)'s'] },
            { "map", [0xC1, 6, 2, 0xA1, 1, (byte)'k', 0x54, 7] },
            { "array", [0xE0, 4, 2, 0x55, 1, 2] },
            { "list", [0xC0, 3, 1, 0x54, 7] },
        };

    [Fact]
    public void Create_Members_AreThose()
    {
        Official sent = OfficialEvent.Create(
            new LetterEvent("body"u8.ToArray())
            {
                ContentType = "text/csv",
                ContentEncoding = "br",
                MessageId = "m",
                CorrelationId = "c",
                Properties = [new("a", 1), new("b", new DateTimeOffset(2026, 3, 7, 1, 0, 0, TimeSpan.FromHours(1)))],
            }
        );

        Assert.Equal("body", Encoding.UTF8.GetString(sent.EventBody));
        Assert.Equal(("text/csv", "m", "c"), (sent.ContentType, sent.MessageId, sent.CorrelationId));
        Assert.Equal("br", sent.GetRawAmqpMessage().Properties.ContentEncoding);
        Assert.Equal(1, sent.Properties["a"]);
        Assert.Equal(new DateTime(2026, 3, 7, 0, 0, 0, DateTimeKind.Utc), sent.Properties["b"]);
    }

    [Theory]
    [MemberData(nameof(Carried))]
    public void Create_PropertyThatTheClientCarries_IsSent(string name, byte[] value)
    {
        Official sent = OfficialEvent.Create(
            new LetterEvent("body"u8.ToArray())
            {
                EncodedProperties = Properties(value),
                Properties = [new("added", 1)],
            }
        );

        Assert.True(sent.Properties.ContainsKey("x"), name);
        Assert.Equal(1, sent.Properties["added"]);
        Assert.Equal("body", Encoding.UTF8.GetString(sent.EventBody));
    }

    [Theory]
    [MemberData(nameof(NotCarried))]
    public void Create_PropertyThatTheClientWouldChange_IsRefusedByName(string name, byte[] value)
    {
        var letter = new LetterEvent("body"u8.ToArray()) { EncodedProperties = Properties(value) };

        var refused = Assert.Throws<ArgumentException>(() => OfficialEvent.Create(letter));

        Assert.True(
            refused.Message.Contains("property x", StringComparison.Ordinal)
                || refused.Message.Contains("unsupported type", StringComparison.Ordinal),
            $"{name}: {refused.Message}"
        );
    }

    [Fact]
    public void Create_OtherPropertiesOfTheMessage_AreSent()
    {
        // A list of ten: the fifth is where answers go, the seventh the content type.
        byte[] properties = Section(
            0x73,
            [0xC0, 12, 7, 0x40, 0x40, 0x40, 0x40, 0xA1, 1, (byte)'r', 0x40, 0xA3, 1, (byte)'t']
        );

        Official sent = OfficialEvent.Create(new LetterEvent(default) { EncodedProperties = properties });

        Assert.Equal("r", sent.GetRawAmqpMessage().Properties.ReplyTo?.ToString());
        Assert.Equal("t", sent.ContentType);
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 3, 1, 0x53, 7 })]
    [InlineData(new byte[] { 0xC0, 9, 6, 0x40, 0x40, 0x40, 0x40, 0x40, 0xA0, 1, 7 })]
    public void Create_IdThatIsNoText_IsRefused(byte[] ids)
    {
        var refused = Assert.Throws<ArgumentException>(() =>
            OfficialEvent.Create(new LetterEvent(default) { EncodedProperties = Section(0x73, ids) })
        );

        Assert.Contains("is no text", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ValueAndSequence_KeepTheirKindAndTheRest()
    {
        Official value = OfficialEvent.Create(
            new LetterEvent(default)
            {
                EncodedBody = Section(0x77, [0xA1, 1, (byte)'v']),
                ContentType = "text/plain",
                MessageId = "m",
            }
        );
        Official sequence = OfficialEvent.Create(
            new LetterEvent(default) { EncodedBody = Section(0x76, [0xC0, 6, 2, 0xA1, 1, (byte)'a', 0x54, 7]) }
        );

        Assert.Equal(AmqpMessageBodyType.Value, value.GetRawAmqpMessage().Body.BodyType);
        Assert.True(value.GetRawAmqpMessage().Body.TryGetValue(out object? text));
        Assert.Equal("v", text);
        Assert.Equal(("text/plain", "m"), (value.ContentType, value.MessageId));
        Assert.True(sequence.GetRawAmqpMessage().Body.TryGetSequence(out IEnumerable<IList<object>>? lists));
        Assert.Equal(["a", 7], lists!.Single());
    }

    [Fact]
    public void Create_SeveralDataSections_StaySeveral()
    {
        byte[] both = [.. Section(0x75, [0xA0, 1, 1]), .. Section(0x75, [0xA0, 2, 2, 3])];

        Official sent = OfficialEvent.Create(new LetterEvent(default) { EncodedBody = both });

        Assert.True(sent.GetRawAmqpMessage().Body.TryGetData(out IEnumerable<ReadOnlyMemory<byte>>? data));
        Assert.Equal(
            [
                [1],
                [2, 3],
            ],
            data!.Select(it => it.ToArray())
        );
    }

    [Theory]
    [InlineData(new byte[] { 0xA3, 1, (byte)'s' })]
    [InlineData(new byte[] { 0xC0, 5, 1, 0xA3, 1, (byte)'s' })]
    public void Create_ValueThatTheClientWouldChange_IsRefused(byte[] value) =>
        Assert.Throws<ArgumentException>(() =>
            OfficialEvent.Create(new LetterEvent(default) { EncodedBody = Section(0x77, value) })
        );

    [Fact]
    public void Create_SectionsThatAreNone_IsRefused() =>
        Assert.Throws<ArgumentException>(() =>
            OfficialEvent.Create(new LetterEvent(default) { EncodedBody = new byte[] { 1, 2, 3 } })
        );

    private static byte[] Section(byte code, byte[] value) => [0, 0x53, code, .. value];
}
