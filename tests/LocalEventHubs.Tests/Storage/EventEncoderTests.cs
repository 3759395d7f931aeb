using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace ModelData.LocalEventHubs.Storage;

[Trait("Level", "Unit")]
public sealed class EventEncoderTests
{
    private static readonly EventStamp Stamp = new(7, 4711, 1_700_000_000_123);

    [Fact]
    public void Encode_SmallEvent_EqualsTheSpecification()
    {
        // data "hi"
        byte[] message = Convert.FromHexString("005375" + "A002" + "6869");

        Assert.Equal(
            "005372"
                + "D1"
                + "00000056"
                + "00000006"
                + Symbol("x-opt-sequence-number")
                + "81"
                + "0000000000000007"
                + Symbol("x-opt-offset")
                + "A104"
                + "34373131"
                + Symbol("x-opt-enqueued-time")
                + "83"
                + "0000018BCFE5687B"
                + "005375A0026869",
            Convert.ToHexString(Encode(message))
        );
    }

    [Fact]
    public void Encode_AllSections_KeepsThemAndOverwritesOurs()
    {
        var sent = new Message
        {
            Header = new Header { Durable = true },
            DeliveryAnnotations = new DeliveryAnnotations { [new Symbol("hop")] = 1 },
            MessageAnnotations = new MessageAnnotations
            {
                [new Symbol("x-opt-sequence-number")] = 99L,
                [new Symbol("x-opt-partition-key")] = "own",
                [new Symbol("custom")] = "kept",
            },
            Properties = new Properties { MessageId = "m1", ContentType = "text/csv" },
            ApplicationProperties = new ApplicationProperties { ["a"] = 1 },
            BodySection = new Data { Binary = [1, 2, 3] },
        };

        Message stored = Decode(Encode(ToBytes(sent), "batch"u8));

        Assert.True(stored.Header.Durable);
        Assert.Null(stored.DeliveryAnnotations);
        Assert.Equal(7L, stored.MessageAnnotations[new Symbol("x-opt-sequence-number")]);
        Assert.Equal("4711", stored.MessageAnnotations[new Symbol("x-opt-offset")]);
        Assert.Equal(
            DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123).UtcDateTime,
            stored.MessageAnnotations[new Symbol("x-opt-enqueued-time")]
        );
        Assert.Equal("own", stored.MessageAnnotations[new Symbol("x-opt-partition-key")]);
        Assert.Equal("kept", stored.MessageAnnotations[new Symbol("custom")]);
        Assert.Equal(5, stored.MessageAnnotations.Map.Count);
        Assert.Equal("m1", stored.Properties.MessageId);
        Assert.Equal("text/csv", stored.Properties.ContentType);
        Assert.Equal(1, stored.ApplicationProperties["a"]);
        Assert.Equal(new byte[] { 1, 2, 3 }, stored.Body);
    }

    [Fact]
    public void Encode_KeyOfTheBatch_IsGivenToTheEvent() =>
        Assert.Equal(
            "batch",
            Decode(
                Encode(ToBytes(new Message { BodySection = new Data { Binary = [1] } }), "batch"u8)
            ).MessageAnnotations[new Symbol("x-opt-partition-key")]
        );

    private static byte[] Encode(byte[] message, ReadOnlySpan<byte> partitionKey = default)
    {
        EventCheck.Check(message, out _);
        var destination = new byte[EventEncoder.GetMaxLength(message.Length, partitionKey.Length)];
        return destination[..EventEncoder.Encode(message, Stamp, partitionKey, destination)];
    }

    private static Message Decode(byte[] bytes) => Message.Decode(new ByteBuffer(bytes, 0, bytes.Length, bytes.Length));

    private static byte[] ToBytes(Message message)
    {
        ByteBuffer buffer = message.Encode();
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }

    private static string Symbol(string name) =>
        "A3" + ((byte)name.Length).ToString("X2") + Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(name));
}
