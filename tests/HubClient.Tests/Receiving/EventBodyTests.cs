using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.HubClient.Tests.Receiving;

/// <summary>Events whose body is no data, or whose properties have types that plain objects have not: a dead letter must be able to make them again.</summary>
[Trait("Level", "Unit")]
public sealed class EventBodyTests
{
    public static TheoryData<object> Values =>
        [
            "text",
            5,
            5L,
            1.5,
            true,
            Guid.Parse("11111111-2222-3333-4444-555555555555"),
            new byte[] { 1, 2, 3 },
            new List<object>
            {
                1,
                "two",
                new List<object> { 3.0 },
            },
            new Dictionary<string, object>
            {
                ["a"] = 1,
                ["b"] = new List<object> { "c" },
            },
        ];

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void ToReceived_Value_HasItsSectionAndWhatAPersonReads(object value)
    {
        ReceivedEvent received = Convert(new EventData(new AmqpAnnotatedMessage(AmqpMessageBody.FromValue(value))));

        Assert.Equal(EventBodyKind.Value, received.BodyKind);
        Assert.Equal(value, AmqpPlainValue.Of(received.BodyValue));
        using AmqpMessage again = Decode(received.EncodedBody);
        Assert.Equal(SectionFlag.AmqpValue, again.BodyType);
        Assert.Equal(AmqpPlainValue.Of(value), AmqpPlainValue.Of(again.ValueBody.Value));
    }

    [Fact]
    public void ToReceived_Sequences_KeepTheirItemsAndOrder()
    {
        var body = AmqpMessageBody.FromSequence([
            [1, "two"],
            [3.0],
        ]);

        ReceivedEvent received = Convert(new EventData(new AmqpAnnotatedMessage(body)));

        Assert.Equal(EventBodyKind.Sequence, received.BodyKind);
        using AmqpMessage again = Decode(received.EncodedBody);
        Assert.Equal(
            [
                [1, "two"],
                [3.0],
            ],
            again.SequenceBody.Select(section => section.List.Cast<object>().ToArray()).ToArray()
        );
    }

    [Fact]
    public void ToReceived_SeveralDataSections_AreOneBodyAndKeptApart()
    {
        var body = AmqpMessageBody.FromData(["ab"u8.ToArray(), "c"u8.ToArray()]);

        ReceivedEvent received = Convert(new EventData(new AmqpAnnotatedMessage(body)));

        Assert.Equal("abc"u8.ToArray(), received.Body.ToArray());
        using AmqpMessage again = Decode(received.EncodedBody);
        Assert.Equal(2, again.DataBody.Count());
    }

    [Fact]
    public void ToReceived_OtherFieldsAndTypes_AreEncodedBeside()
    {
        var message = new AmqpAnnotatedMessage(AmqpMessageBody.FromData(["x"u8.ToArray()]));
        message.Properties.Subject = "subject";
        message.Properties.MessageId = new AmqpMessageId("id");
        message.ApplicationProperties["span"] = TimeSpan.FromSeconds(5);
        message.ApplicationProperties["uri"] = new Uri("https://example.net/");
        message.ApplicationProperties["bytes"] = new byte[] { 1, 2 };
        message.ApplicationProperties["text"] = "x";

        ReceivedEvent received = Convert(new EventData(message));

        using AmqpMessage again = Decode(received.EncodedProperties);
        Assert.Equal(("subject", "id"), (again.Properties.Subject, again.Properties.MessageId.ToString()));
        PropertiesMap map = again.ApplicationProperties.Map;
        Assert.Equal(TimeSpan.FromSeconds(5).Ticks, ((DescribedType)map["span"]).Value);
        Assert.Equal("https://example.net/", ((DescribedType)map["uri"]).Value);
        Assert.Equal(new byte[] { 1, 2 }, ((ArraySegment<byte>)map["bytes"]).ToArray());
        Assert.Equal("x", map["text"]);
    }

    private static AmqpMessage Decode(ReadOnlyMemory<byte> sections)
    {
        AmqpMessage message = AmqpMessage.CreateInputMessage(
            new BufferListStream([new ArraySegment<byte>(sections.ToArray())])
        );
        message.Deserialize(SectionFlag.All);
        return message;
    }

    private static ReceivedEvent Convert(EventData official) =>
        EventConversion.ToReceived(official, new StoredPosition(0, "0", DateTimeOffset.UnixEpoch));
}
