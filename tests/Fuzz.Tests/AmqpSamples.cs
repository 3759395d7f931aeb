using System.Buffers.Binary;
using Amqp;
using Amqp.Framing;
using Amqp.Types;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Fuzz;

/// <summary>Encoded events and frames with everything in them that the protocol has, at random.</summary>
internal static class AmqpSamples
{
    /// <summary>Values that decoders stumble over: deep, numerous, endless, without content, of no type.</summary>
    public static IReadOnlyList<byte[]> Tokens { get; } =
    [
        [0x40],
        [0x43],
        [0x45],
        [0xC0, 0x01, 0x00],
        [0xC1, 0x01, 0x00],
        [0xD0, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00, 0x00],
        [0xD1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0xE0, 0x02, 0xFF, 0x40],
        [0xF0, 0x00, 0x00, 0x00, 0x05, 0x7F, 0xFF, 0xFF, 0xFF, 0x41],
        [0xE0, 0x03, 0x01, 0xE0, 0x40],
        [0xB0, 0x7F, 0xFF, 0xFF, 0xFF],
        [0xA1, 0xFF],
        [0x00],
        [0x00, 0x00],
        [0x00, 0x53, 0x72],
        [0x00, 0x53, 0x73],
        [0x00, 0x53, 0x74],
        [0x00, 0x53, 0x75, 0xA0, 0x00],
        [0x00, 0x53, 0x77],
        [0x00, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x74],
        [0xA3, 0x00],
        [0x81, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0x83, 0x80, 0, 0, 0, 0, 0, 0, 0],
        [0x73, 0x00, 0x11, 0x00, 0x00],
        [0x3F],
        [0xFF],
    ];

    private static readonly StoredPosition Position = new(41, "4100", DateTimeOffset.UnixEpoch);

    /// <summary>What the worker reads of an encoded event, by way of the official client's decoder; what that refuses has its position alone.</summary>
    public static ReceivedEvent Read(byte[] message)
    {
        try
        {
            var official = new EventData(AmqpAnnotatedMessage.FromBytes(BinaryData.FromBytes(message)));
            return EventConversion.ToReceived(official, StoredPosition.Of(official) ?? Position);
        }
        catch (Exception e) when (UnreadableEvent.Is(e))
        {
            return UnreadableEvent.Create(Position.SequenceNumber, Position.Offset, Position.EnqueuedTime, e.Message);
        }
    }

    /// <summary>An event.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="hasPosition">Whether it comes from the service, or goes there.</param>
    public static byte[] Event(Random random, bool hasPosition)
    {
        var message = new Message { BodySection = Body(random) };
        if (hasPosition || random.Next(2) == 0)
        {
            message.MessageAnnotations = new MessageAnnotations();
            message.MessageAnnotations[new Symbol("x-opt-partition-key")] = Text(random);
        }

        if (hasPosition)
        {
            message.MessageAnnotations[new Symbol("x-opt-sequence-number")] = random.NextInt64();
            message.MessageAnnotations[new Symbol("x-opt-offset")] = Text(random);
            message.MessageAnnotations[new Symbol("x-opt-enqueued-time")] = DateTime.UnixEpoch.AddSeconds(
                random.Next()
            );
            message.MessageAnnotations[new Symbol("x-opt-other")] = Value(random, 2);
        }

        if (random.Next(2) == 0)
        {
            message.Header = new Header { Durable = true };
            message.Properties = new Properties { ContentType = "text/csv", ContentEncoding = "br" };
            message.Properties.SetMessageId(random.Next(2) == 0 ? Text(random) : (ulong)random.Next());
            message.Properties.SetCorrelationId(Guid.Empty);
        }

        if (random.Next(3) > 0)
        {
            message.ApplicationProperties = new ApplicationProperties();
            for (int i = random.Next(5); i >= 0; i--)
            {
                message.ApplicationProperties.Map[$"cloudEvents:{Text(random)}{i}"] = Value(random, 0);
            }
        }

        return Bytes(message.Encode());
    }

    /// <summary>A frame without its size.</summary>
    public static byte[] Frame(Random random)
    {
        DescribedList performative = random.Next(7) switch
        {
            0 => new Open
            {
                ContainerId = Text(random),
                HostName = "host",
                Properties = new Fields { [new Symbol("a")] = "b" },
            },
            1 => new Begin
            {
                NextOutgoingId = 1,
                IncomingWindow = 5,
                OutgoingWindow = 5,
                HandleMax = 7,
            },
            2 => new Attach
            {
                LinkName = Text(random),
                Handle = (uint)random.Next(8),
                Role = true,
                Source = new Source
                {
                    Address = "hub",
                    FilterSet = new Map { [new Symbol("f")] = new DescribedValue(1UL, "x") },
                },
                Target = new Target { Address = "t" },
            },
            3 => new Flow
            {
                Handle = 1,
                LinkCredit = (uint)random.Next(),
                IncomingWindow = 1,
                OutgoingWindow = 1,
            },
            4 => new Dispose
            {
                Role = true,
                First = 1,
                Settled = true,
                State = new Accepted(),
            },
            5 => new Detach
            {
                Handle = 1,
                Closed = true,
                Error = new Error("amqp:link:stolen") { Description = Text(random) },
            },
            _ => new Transfer
            {
                Handle = (uint)random.Next(300),
                DeliveryId = (uint)random.Next(),
                DeliveryTag = [1, 2, 3, 4],
                MessageFormat = 0x80013700,
                More = random.Next(2) == 0,
            },
        };
        var buffer = new ByteBuffer(256, autoGrow: true);
        performative.Encode(buffer);
        byte[] payload = performative is Transfer ? Event(random, hasPosition: false) : [];
        byte[] frame = [2, 0, 0, 0, .. Bytes(buffer), .. payload];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)random.Next(8));
        return frame;
    }

    public static byte[] Bytes(ByteBuffer buffer) => buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();

    private static RestrictedDescribed Body(Random random)
    {
        byte[] bytes = new byte[random.Next(300)];
        random.NextBytes(bytes);
        return random.Next(6) switch
        {
            0 => new AmqpValue { Value = Value(random, 3) },
            1 => new AmqpSequence
            {
                List = new List { Value(random, 2), Value(random, 2) },
            },
            _ => new Data { Binary = bytes },
        };
    }

    private static object? Value(Random random, int levels) =>
        random.Next(levels > 0 ? 18 : 15) switch
        {
            0 => null,
            1 => true,
            2 => random.Next(),
            3 => random.NextInt64(),
            4 => random.NextDouble(),
            5 => random.NextSingle(),
            6 => Guid.Empty,
            7 => DateTime.UnixEpoch,
            8 => new byte[] { 1, 2, 3 },
            9 => (byte)1,
            10 => (short)-1,
            11 => 'é',
            12 => new Symbol("symbol"),
            13 => ulong.MaxValue,
            15 => new List { Value(random, levels - 1), Value(random, levels - 1) },
            16 => new Map { ["k"] = Value(random, levels - 1) },
            17 => new[] { "a", "b" },
            _ => Text(random),
        };

    private static string Text(Random random) =>
        random.Next(5) switch
        {
            0 => "",
            1 => new string('x', random.Next(400)),
            2 => "模型 😀 é",
            _ => $"v{random.Next()}",
        };
}
