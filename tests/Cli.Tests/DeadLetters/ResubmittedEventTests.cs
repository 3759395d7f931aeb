using Azure.Messaging.EventHubs.Producer;
using ModelData.Cli.DeadLetters;
using ModelData.Ingestion.Model;

namespace ModelData.Cli.Tests.DeadLetters;

[Trait("Level", "Unit")]
public sealed class ResubmittedEventTests
{
    private const string Producer = EventAttributes.Prefix + EventAttributes.ProducerId;
    private const string Sequence = EventAttributes.Prefix + EventAttributes.BatchSequence;
    private const string Time = EventAttributes.Prefix + EventAttributes.Time;
    private const string OtherName = "0123456789abcdef/3/00000000000000000043.json";

    [Fact]
    public void Create_EveryTypeOfProperty_IsAsItWas()
    {
        Dictionary<string, object?> properties = new()
        {
            ["string"] = "é\u001b\"",
            ["empty"] = "",
            ["true"] = true,
            ["char"] = 'x',
            ["sbyte"] = sbyte.MinValue,
            ["byte"] = byte.MaxValue,
            ["short"] = short.MinValue,
            ["ushort"] = ushort.MaxValue,
            ["int"] = int.MinValue,
            ["uint"] = uint.MaxValue,
            ["long"] = long.MinValue,
            ["ulong"] = ulong.MaxValue,
            ["float"] = 0.1f,
            ["infinite"] = float.NegativeInfinity,
            ["double"] = double.Epsilon,
            ["nan"] = double.NaN,
            ["guid"] = Guid.NewGuid(),
            ["time"] = new DateTime(2026, 3, 7, 1, 2, 3, DateTimeKind.Utc).AddTicks(4567),
            ["offset"] = new DateTimeOffset(2026, 3, 7, 1, 2, 3, TimeSpan.FromHours(1)).AddTicks(7),
            ["bytes"] = new byte[] { 0, 255, 27 },
            [Time] = "2026-03-07T12:00:00Z",
        };
        byte[] body = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        (LetterEvent sent, SendEventOptions target) = Create(Letters.Stored(Letters.Event(properties, body)));
        Assert.Equal(body, sent.Body.ToArray());
        Assert.Equal(
            ("text/csv", "br", "m", "c"),
            (sent.ContentType, sent.ContentEncoding, sent.MessageId, sent.CorrelationId)
        );
        Assert.Equal(("key", null), (target.PartitionKey, target.PartitionId));
        Dictionary<string, object> actual = sent.Properties.ToDictionary();
        Assert.All(
            properties,
            property =>
            {
                Assert.Equal(property.Value, actual[property.Key]);
                Assert.IsType(property.Value!.GetType(), actual[property.Key]);
            }
        );
        Assert.Equal(properties.Keys.Concat([Producer, Sequence]), sent.Properties.Select(property => property.Key));
    }

    [Theory]
    [InlineData(nameof(EventBodyKind.Sequence), "sequence")]
    [InlineData(nameof(EventBodyKind.Value), "value")]
    [InlineData(nameof(EventBodyKind.Data), "data")]
    public void Create_BodyThatIsNotOneDataSection_IsAsItWasEncoded(string kindName, string name)
    {
        var kind = Enum.Parse<EventBodyKind>(kindName);
        byte[] sections = [0, 0x53, 0x76, 0xC0, 3, 1, 0x54, 7];
        ReceivedEvent received = new()
        {
            Body = sections,
            BodyKind = kind,
            EncodedBody = sections,
            BodyValue = new object[] { 7 },
            SequenceNumber = 42,
            Offset = "4200",
            EnqueuedTime = DateTimeOffset.UnixEpoch,
            Properties = new Dictionary<string, object?>(),
        };
        StoredLetter stored = Letters.Stored(received);
        (LetterEvent sent, _) = Create(stored);
        Assert.Equal(sections, sent.EncodedBody.ToArray());
        string shown = ShowLetter.Describe(stored);
        Assert.Contains($"body kind:        {name}", shown, StringComparison.Ordinal);
        Assert.Equal(kind != EventBodyKind.Data, shown.Contains("Int32", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(EventAttributes.Prefix)]
    [InlineData(EventAttributes.AlternativePrefix)]
    public void Create_Identity_IsReplacedUnderThePrefixOfTheEvent(string prefix)
    {
        (LetterEvent sent, _) = Create(Letters.Stored(Letters.Event(Numbered(prefix, sequence: 7))));
        Dictionary<string, object> properties = sent.Properties.ToDictionary();
        Assert.Equal("0", properties[prefix + EventAttributes.BatchSequence]);
        Guid id = Guid.Parse((string)properties[prefix + EventAttributes.ProducerId]);
        Assert.Equal(8, id.Version);
        Assert.InRange(id.Variant, 8, 11);
        Assert.Single(properties.Keys, key => key.EndsWith(EventAttributes.ProducerId, StringComparison.Ordinal));
    }

    [Fact]
    public void Create_SameBatchInTwoLetters_HasOneIdentity()
    {
        Guid first = Identity(Letters.Stored(Letters.Event(Numbered(sequence: 7))));
        Assert.Equal(first, Identity(Letters.Stored(Letters.Event(Numbered(sequence: 7)), name: OtherName)));
        Assert.NotEqual(first, Identity(Letters.Stored(Letters.Event(Numbered(sequence: 8)))));
        Assert.NotEqual(first, Identity(Letters.Stored(Letters.Event(Numbered(sequence: 7), "other"u8.ToArray()))));
    }

    [Fact]
    public void Create_EventWithoutIdentity_HasThatOfItsLetter()
    {
        Guid first = Identity(Letters.Stored(Letters.Event()));
        Assert.Equal(first, Identity(Letters.Stored(Letters.Event())));
        Assert.NotEqual(first, Identity(Letters.Stored(Letters.Event(), name: OtherName)));
    }

    [Theory]
    [InlineData(null, new[] { Producer, Sequence, Time })]
    [InlineData("2026-03-07T12:00:00Z", new[] { Producer, Sequence })]
    public void Create_PropertiesThatTextsDoNotTell_AreAsTheyWereEncoded(string? time, string[] changed)
    {
        Dictionary<string, object?> properties = new(Numbered(sequence: 7))
        {
            [Time] = time,
            ["list"] = new object?[] { 1, null },
        };
        byte[] encoded = [1, 2, 3];
        StoredLetter stored = Letters.Stored(Letters.Event(properties, encodedProperties: encoded));
        (LetterEvent sent, _) = Create(stored);
        Assert.Equal(encoded, sent.EncodedProperties.ToArray());
        Assert.Equal(changed, sent.Properties.Select(property => property.Key));
        Assert.True(Create(Letters.Stored(Letters.Event())).Event.EncodedProperties.IsEmpty);
    }

    [Fact]
    public void Create_NoPartitionKey_GoesToThePartitionItWasIn()
    {
        (_, SendEventOptions target) = Create(Letters.Stored(Letters.Event(key: null)));
        Assert.Equal((null, "3"), (target.PartitionKey, target.PartitionId));
    }

    [Fact]
    public void Create_NoTime_KeepsTheTimeAtWhichTheHubGotIt()
    {
        (LetterEvent sent, _) = Create(Letters.Stored(Letters.Event()));
        Assert.Equal("2026-03-07T12:00:00+00:00", sent.Properties.ToDictionary()[Time]);
    }

    [Fact]
    public void Create_ValueOfNothing_IsLeftOut()
    {
        (LetterEvent sent, _) = Create(Letters.Stored(Letters.Event(new() { ["x"] = null })));
        Assert.DoesNotContain(sent.Properties, property => property.Key == "x");
    }

    [Fact]
    public void Create_LetterWithoutAnEvent_SaysWhy()
    {
        Assert.Contains("expired or were lost", Refused(Letters.Stored(Letters.WriteGap(), Letters.GapName)));
        Assert.Contains("sender must be mended", Refused(Letters.Stored(Letters.Event(), Letter.MalformedReason)));
        Assert.Contains(
            "the letter has its position alone",
            Refused(Letters.Stored(Letters.Event(), Letter.UnreadableReason))
        );
        Assert.Contains("not a dead letter", Refused(Letters.Stored(BinaryData.FromString("{}"))));
        Assert.Contains(
            "which no event carries",
            Refused(Letters.Stored(Letters.Event(new() { ["x"] = new object[1] })))
        );
        Assert.Contains("hub hub", Refused(Letters.Stored(Letters.Event()), "other"));
    }

    private static Dictionary<string, object?> Numbered(string prefix = EventAttributes.Prefix, long sequence = 0) =>
        new()
        {
            [prefix + EventAttributes.SpecVersion] = "1.0",
            [prefix + EventAttributes.ProducerId] = "8f682cbe-2e01-4f3d-9c7d-77cddffe7337",
            [prefix + EventAttributes.BatchSequence] = sequence,
        };

    private static (LetterEvent Event, SendEventOptions Target) Create(StoredLetter letter) =>
        ResubmittedEvent.Create(letter, "HUB");

    private static Guid Identity(StoredLetter letter) =>
        Guid.Parse((string)Create(letter).Event.Properties.ToDictionary()[Producer]);

    private static string Refused(StoredLetter letter, string hub = "hub") =>
        Assert.Throws<CommandFailedException>(() => ResubmittedEvent.Create(letter, hub)).Message;
}
