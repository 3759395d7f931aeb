using System.Text;
using Amqp;
using Amqp.Framing;
using Amqp.Types;
using CsCheck;
using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Receiving;

/// <summary>What strangers write becomes an event, or a malformed event; never an exception, never a lost position.</summary>
[Trait("Category", "Unit")]
public sealed class EventDecoderTests
{
    [Fact]
    public void ToEvent_AllTypesOfProperties_ArePlainObjects()
    {
        var message = new Message
        {
            MessageAnnotations = PeerAnnotations.Of(5),
            BodySection = new Data { Binary = [] },
        };
        message.ApplicationProperties = new ApplicationProperties();
        (string Name, object? Value, object? Expected)[] cases =
        [
            ("text", "héllo", "héllo"),
            ("empty", "", ""),
            ("symbol", new Symbol("s"), "s"),
            ("true", true, true),
            ("byte", (byte)200, (byte)200),
            ("sbyte", (sbyte)-5, (sbyte)-5),
            ("int", -70_000, -70_000),
            ("long", long.MaxValue, long.MaxValue),
            ("ulong", ulong.MaxValue, ulong.MaxValue),
            ("double", 2.5, 2.5),
            ("float", 1.5f, 1.5f),
            ("char", 'x', 'x'),
            ("guid", Guid.Empty, Guid.Empty),
            (
                "time",
                new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
                new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)
            ),
            ("described", new DescribedValue(new Symbol("com.microsoft:uri"), "http://x"), "http://x"),
            ("null", null, null),
        ];
        foreach ((string name, object? value, _) in cases)
        {
            message.ApplicationProperties.Map[name] = value;
        }

        message.ApplicationProperties.Map["list"] = new List { 1, new Symbol("a") };
        message.ApplicationProperties.Map["map"] = new Map { ["k"] = new Symbol("v") };
        message.ApplicationProperties.Map["array"] = new[] { 1, 2 };
        message.ApplicationProperties.Map["bytes"] = new byte[] { 1, 2 };

        ReceivedEvent received = Decode(message);

        Assert.False(received.IsMalformed);
        Assert.Equal(cases.Length + 4, received.Properties.Count);
        Assert.All(cases, it => Assert.Equal(it.Expected, received.Properties[it.Name]));
        Assert.Equal([1, "a"], Assert.IsType<object?[]>(received.Properties["list"]));
        Assert.Equal("v", Assert.IsType<Dictionary<string, object?>>(received.Properties["map"])["k"]);
        Assert.Equal([1, 2], Assert.IsType<int[]>(received.Properties["array"]));
        Assert.Equal(new byte[] { 1, 2 }, received.Properties["bytes"]);
        Assert.Equal(received.Properties.Count, received.Properties.ToArray().Length);
        Assert.Equal(received.Properties.Keys, received.Properties.Select(pair => pair.Key));
        Assert.Throws<KeyNotFoundException>(() => received.Properties["missing"]);
        Assert.True(received.Properties.TryGetValue("null", out object? none));
        Assert.Null(none);
    }

    [Theory]
    [InlineData(0UL, "0")]
    [InlineData(ulong.MaxValue, "18446744073709551615")]
    [InlineData("text", "text")]
    public void ToEvent_MessageIdOfAnyType_IsText(object id, string expected)
    {
        var message = new Message
        {
            MessageAnnotations = PeerAnnotations.Of(5),
            Properties = new Properties(),
            BodySection = new Data { Binary = [] },
        };
        message.Properties.SetMessageId(id);
        message.Properties.SetCorrelationId(new byte[] { 0xAB });

        ReceivedEvent received = Decode(message);

        Assert.Equal(expected, received.MessageId);
        Assert.Equal("AB", received.CorrelationId);
        Assert.Null(received.ContentType);
    }

    [Theory]
    [InlineData("005375A0FF00")]
    [InlineData("00537411")]
    [InlineData("005374C10302A101")]
    [InlineData("005374C1050254055406")]
    [InlineData("005373A10161")]
    [InlineData("005373C00A05")]
    [InlineData("0000000000000000")]
    [InlineData("FFFFFF")]
    [InlineData("005377C00201FF")]
    public void ToEvent_NonsenseBehindTheAnnotations_IsAMalformedEventWithAllItsBytes(string hex)
    {
        byte[] bytes =
        [
            .. Encode(new Message { MessageAnnotations = PeerAnnotations.Of(5) })[..^4],
            .. Convert.FromHexString(hex),
        ];

        ReceivedEvent received = EventDecoder.ToEvent(bytes);

        Assert.True(received.IsMalformed);
        Assert.Equal(5, received.SequenceNumber);
        Assert.Equal("500", received.Offset);
        Assert.Equal(bytes, received.Body.ToArray());
        Assert.Empty(received.Properties);
    }

    [Fact]
    public void ToEvent_NestedWithoutEnd_IsAMalformedEvent()
    {
        // An amqp-value of lists in lists, a thousand deep.
        byte[] value = [0x45];
        for (int i = 0; i < 1000; i++)
        {
            byte[] size = BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(value.Length + 4));
            value = [0xD0, .. size, 0, 0, 0, 1, .. value];
        }

        byte[] bytes =
        [
            .. Encode(new Message { MessageAnnotations = PeerAnnotations.Of(5) })[..^4],
            0x00,
            0x53,
            0x77,
            .. value,
        ];

        Assert.True(EventDecoder.ToEvent(bytes).IsMalformed);
    }

    [Fact]
    public void ToEvent_ManyDataSections_AreJoinedInLinearTime()
    {
        byte[] prefix = Encode(new Message { MessageAnnotations = PeerAnnotations.Of(5) })[..^4];
        byte[] bytes =
        [
            .. prefix,
            .. Enumerable.Repeat<byte[]>([0x00, 0x53, 0x75, 0xA0, 0x01, 0x61], 150_000).SelectMany(it => it),
        ];

        ReceivedEvent received = EventDecoder.ToEvent(bytes);

        Assert.Equal(150_000, received.Body.Length);
        Assert.False(received.IsMalformed);
    }

    [Fact]
    public void ToEvent_BodyThatIsNoData_KeepsItsSectionsAndIsSentAgainAsItWas()
    {
        var items = new List
        {
            1,
            2UL,
            (byte)3,
            "a",
            new Symbol("s"),
            null,
            1.5f,
            new Map { ["k"] = Guid.Empty },
        };
        var several = new DataList();
        several.Add(new Data { Binary = [1] });
        several.Add(new Data { Binary = [2, 3] });
        (RestrictedDescribed Body, EventBodyKind Kind)[] cases =
        [
            (new AmqpSequence { List = items }, EventBodyKind.Sequence),
            (new AmqpValue { Value = items }, EventBodyKind.Value),
            (new AmqpValue { Value = "text" }, EventBodyKind.Value),
            (new AmqpValue { Value = new byte[] { 1, 2 } }, EventBodyKind.Value),
            (several, EventBodyKind.Data),
        ];
        foreach ((RestrictedDescribed body, EventBodyKind kind) in cases)
        {
            ReceivedEvent received = Decode(
                new Message { MessageAnnotations = PeerAnnotations.Of(5), BodySection = body }
            );
            Assert.Equal(kind, received.BodyKind);
            Assert.False(received.EncodedBody.IsEmpty);
            var again = new EventData(received.Body) { EncodedBody = received.EncodedBody };
            byte[] encoded = Encode(Sending.EventEncoder.ToMessage(again, partitionKey: null));
            Assert.Equal(received.EncodedBody.ToArray(), encoded);
        }

        ReceivedEvent sequence = Decode(
            new Message { MessageAnnotations = PeerAnnotations.Of(5), BodySection = cases[0].Body }
        );
        Assert.Equal(sequence.EncodedBody.ToArray(), sequence.Body.ToArray());
        Assert.Equal(8, Assert.IsType<object?[]>(sequence.BodyValue).Length);
        ReceivedEvent plain = Decode(
            new Message
            {
                MessageAnnotations = PeerAnnotations.Of(5),
                BodySection = new Data { Binary = [1] },
            }
        );
        Assert.True(plain.EncodedBody.IsEmpty);
        Assert.Equal(EventBodyKind.Data, plain.BodyKind);
    }

    [Fact]
    public void ToEvent_PropertiesThatPlainObjectsDoNotTell_AreKeptAsTheyWereEncoded()
    {
        (string Name, object? Value)[] values =
        [
            ("symbol", new Symbol("s")),
            ("uri", new DescribedValue(new Symbol("com.microsoft:uri"), "http://x")),
            ("span", new DescribedValue(new Symbol("com.microsoft:timespan"), 5L)),
            ("list", new List { 1, new Symbol("a"), null }),
            ("map", new Map { ["k"] = 2UL }),
            ("array", new[] { 1, 2 }),
        ];
        foreach ((string name, object? value) in values)
        {
            var message = new Message
            {
                MessageAnnotations = PeerAnnotations.Of(5),
                ApplicationProperties = new ApplicationProperties(),
            };
            message.ApplicationProperties.Map[name] = value;
            message.ApplicationProperties.Map["nothing"] = null;
            message.ApplicationProperties.Map["number"] = (byte)7;
            AssertIsSentAgain(message, name);
        }

        var ids = new Message
        {
            MessageAnnotations = PeerAnnotations.Of(5),
            Properties = new Properties { ContentType = "text/csv" },
        };
        ids.Properties.SetMessageId(Guid.NewGuid());
        AssertIsSentAgain(ids, "a message id that is no text");
        ids.Properties = new Properties
        {
            Subject = "s",
            UserId = [1],
            CreationTime = DateTime.UnixEpoch,
        };
        AssertIsSentAgain(ids, "other fields");
    }

    [Fact]
    public void ToEvent_UsualProperties_AreNotKeptTwice()
    {
        var message = new Message
        {
            MessageAnnotations = PeerAnnotations.Of(5),
            Properties = new Properties
            {
                MessageId = "m",
                CorrelationId = "c",
                ContentType = "text/csv",
            },
            ApplicationProperties = new ApplicationProperties(),
        };
        foreach (
            object value in new object[] { "a", 1, 2L, 2.5, true, Guid.NewGuid(), DateTime.UtcNow, new byte[] { 1 } }
        )
        {
            message.ApplicationProperties.Map[value.GetType().Name] = value;
        }

        Assert.True(Decode(message).EncodedProperties.IsEmpty);
    }

    [Fact]
    public void ToMessage_EncodedProperties_GiveWayToThoseOfTheSameName()
    {
        var message = new Message { ApplicationProperties = new ApplicationProperties() };
        message.ApplicationProperties.Map["a"] = new Symbol("old");
        message.ApplicationProperties.Map["b"] = new Symbol("kept");
        var data = new EventData(default)
        {
            EncodedProperties = Encode(message).AsMemory(..^4),
            Properties = [new("a", "new"), new("c", 1)],
        };
        Map map = Sending.EventEncoder.ToMessage(data, partitionKey: null).ApplicationProperties.Map;
        Assert.Equal(("new", new Symbol("kept"), 1), (map["a"], map["b"], map["c"]));
        Assert.Throws<ArgumentException>(() =>
            Sending.EventEncoder.ToMessage(new EventData(default) { EncodedProperties = new byte[] { 1 } }, null)
        );
    }

    [Theory]
    [InlineData("740000002A")]
    [InlineData("84000000000000002A")]
    [InlineData("94000000000000000000000000000000FF")]
    public void ToEvent_DecimalAsProperty_IsKeptAsItWasEncoded(string value)
    {
        byte[] annotations = Encode(new Message { MessageAnnotations = PeerAnnotations.Of(5) })[..^4];
        byte[] pair = Convert.FromHexString("A10164" + value);
        byte[] sections = [0, 0x53, 0x74, 0xC1, (byte)(pair.Length + 1), 2, .. pair];
        AssertIsSentAgain(EventDecoder.ToEvent(new ArraySegment<byte>([.. annotations, .. sections])), value);
    }

    private static void AssertIsSentAgain(Message message, string what) => AssertIsSentAgain(Decode(message), what);

    // A message without a body is encoded with an empty one.
    private static void AssertIsSentAgain(ReceivedEvent received, string what)
    {
        Assert.False(received.EncodedProperties.IsEmpty, what);
        var again = new EventData(default) { EncodedProperties = received.EncodedProperties };
        Message sent = Sending.EventEncoder.ToMessage(again, partitionKey: null);
        sent.BodySection = null;
        Assert.Equal(Convert.ToHexString(received.EncodedProperties.Span), Convert.ToHexString(Encode(sent)[..^4]));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0x53, 0x70, 0x45 })]
    [InlineData(new byte[] { 0, 0x53, 0x77, 0x40, 0, 0x53, 0x77, 0x40 })]
    [InlineData(new byte[] { 1, 2, 3 })]
    public void ToMessage_EncodedBodyThatIsNone_IsRefused(byte[] sections) =>
        Assert.Throws<ArgumentException>(() =>
            Sending.EventEncoder.ToMessage(new EventData(default) { EncodedBody = sections }, partitionKey: null)
        );

    [Fact]
    public void ToEvent_HostileBytes_NeverThrowsOnceThePositionIsKnown()
    {
        byte[] annotations = Encode(new Message { MessageAnnotations = PeerAnnotations.Of(5) })[..^4];
        var rest = new Message
        {
            Properties = new Properties { MessageId = "m", ContentType = "t" },
            ApplicationProperties = new ApplicationProperties(),
            BodySection = new AmqpValue
            {
                Value = new List
                {
                    1,
                    "a",
                    new Map { ["k"] = 2 },
                },
            },
        };
        rest.ApplicationProperties["a"] = 1;
        rest.ApplicationProperties["b"] = new[] { 1, 2 };
        byte[] good = Encode(rest);
        Gen.Select(Gen.Int[0, good.Length], Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Array[0, 6])
            .Sample(
                (length, changes) =>
                {
                    byte[] tail = [.. good];
                    foreach ((int at, byte value) in changes)
                    {
                        tail[at] = value;
                    }

                    byte[] bytes = [.. annotations, .. tail.AsSpan(0, length)];
                    ReceivedEvent received = EventDecoder.ToEvent(bytes);
                    // What it says must be readable as well.
                    _ = received.Properties.ToArray();
                    Assert.True(received.Properties.Count >= 0);
                },
                iter: 20_000
            );
    }

    [Fact]
    public void ToEvent_WithoutPosition_Throws() =>
        Assert.Throws<EventHubsException>(() =>
            EventDecoder.ToEvent(
                Encode(new Message { BodySection = new Data { Binary = Encoding.UTF8.GetBytes("x") } })
            )
        );

    private static ReceivedEvent Decode(Message message) => EventDecoder.ToEvent(Encode(message));

    private static byte[] Encode(Message message)
    {
        ByteBuffer buffer = message.Encode();
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }
}
