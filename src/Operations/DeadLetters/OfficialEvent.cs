using System.Buffers.Binary;
using Azure.Core.Amqp;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Official = Azure.Messaging.EventHubs.EventData;

namespace ModelData.Operations.DeadLetters;

/// <summary>Makes of a letter's event the one that the official client sends, if that carries it unchanged.</summary>
internal static class OfficialEvent
{
    /// <exception cref="ArgumentException">The official client would send another event than this; the message says what it would change.</exception>
    public static Official Create(LetterEvent letter)
    {
        Official sent =
            letter.EncodedBody.IsEmpty && letter.EncodedProperties.IsEmpty ? FromMembers(letter) : FromSections(letter);
        foreach ((string name, object value) in letter.Properties)
        {
            // A time with an offset is a type of the official clients' own; here a time is an instant, as every AMQP peer knows it.
            sent.Properties[name] = value is DateTimeOffset time ? time.UtcDateTime : value;
        }
        return sent;
    }

    private static Official FromMembers(LetterEvent letter)
    {
        var sent = new Official(new BinaryData(letter.Body))
        {
            ContentType = letter.ContentType,
            MessageId = letter.MessageId,
            CorrelationId = letter.CorrelationId,
        };
        if (letter.ContentEncoding is { } encoding)
        {
            sent.GetRawAmqpMessage().Properties.ContentEncoding = encoding;
        }
        return sent;
    }

    private static Official FromSections(LetterEvent letter)
    {
        ReadOnlyMemory<byte> body = letter.EncodedBody.IsEmpty ? DataSection(letter.Body) : letter.EncodedBody;
        byte[] sections = [.. letter.EncodedProperties.Span, .. body.Span];
        try
        {
            AmqpAnnotatedMessage message = AmqpAnnotatedMessage.FromBytes(BinaryData.FromBytes(sections));
            Check(sections, message.ToBytes().ToArray());
            var sent = new Official(message);
            if (letter.EncodedProperties.IsEmpty)
            {
                AmqpMessageProperties properties = message.Properties;
                properties.ContentType = letter.ContentType;
                properties.ContentEncoding = letter.ContentEncoding;
                properties.MessageId = letter.MessageId is { } id ? new AmqpMessageId(id) : null;
                properties.CorrelationId = letter.CorrelationId is { } correlation
                    ? new AmqpMessageId(correlation)
                    : null;
            }
            return sent;
        }
        // The library has an exception for each way in which bytes can be wrong.
        catch (Exception e) when (e is not (ArgumentException or OutOfMemoryException))
        {
            throw new ArgumentException($"the official client does not send it as it was: {e.Message}", e);
        }
    }

    private static void Check(byte[] before, byte[] after)
    {
        using AmqpMessage was = Decode(before);
        using AmqpMessage becomes = Decode(after);
        foreach (KeyValuePair<MapKey, object> pair in was.ApplicationProperties?.Map ?? [])
        {
            object? other = becomes.ApplicationProperties?.Map[pair.Key];
            // To every reader no value is no property.
            if (pair.Value is not null && !AreEqual(pair.Value, other))
            {
                throw new ArgumentException(
                    $"its property {pair.Key.Key} is of a type ({TypeOf(pair.Value)}) that the official client does not send unchanged"
                );
            }
        }
        if (
            was.Properties?.MessageId?.GetType() != becomes.Properties?.MessageId?.GetType()
            || was.Properties?.CorrelationId?.GetType() != becomes.Properties?.CorrelationId?.GetType()
        )
        {
            throw new ArgumentException(
                "its message id or correlation id is no text, and the official client would make it one"
            );
        }
        if (!AreEqual(BodyOf(was), BodyOf(becomes)))
        {
            throw new ArgumentException("its body holds types that the official client does not send unchanged");
        }
    }

    private static AmqpMessage Decode(byte[] sections)
    {
        AmqpMessage message = AmqpMessage.CreateInputMessage(new BufferListStream([new ArraySegment<byte>(sections)]));
        message.Deserialize(SectionFlag.All);
        return message;
    }

    private static object? BodyOf(AmqpMessage message) =>
        message.BodyType switch
        {
            SectionFlag.AmqpValue => message.ValueBody.Value,
            SectionFlag.AmqpSequence => message.SequenceBody.Select(it => (object?)it.List).ToList(),
            _ => null,
        };

    private static bool AreEqual(object? one, object? other) =>
        (one, other) switch
        {
            (null, null) => true,
            (AmqpMap map, AmqpMap same) => map.Count == same.Count
                && map.All(pair => AreEqual(pair.Value, same[pair.Key])),
            (DescribedType type, DescribedType same) => AreEqual(type.Descriptor, same.Descriptor)
                && AreEqual(type.Value, same.Value),
            (ArraySegment<byte> bytes, ArraySegment<byte> same) => bytes.AsSpan().SequenceEqual(same),
            (System.Collections.IList list, System.Collections.IList same) => list.GetType() == same.GetType()
                && list.Count == same.Count
                && list.Cast<object?>().Zip(same.Cast<object?>()).All(pair => AreEqual(pair.First, pair.Second)),
            _ => one is not null && other is not null && one.GetType() == other.GetType() && one.Equals(other),
        };

    private static string TypeOf(object value) =>
        value switch
        {
            AmqpSymbol => "symbol",
            AmqpMap => "map",
            DescribedType => "described type",
            Array => "array",
            System.Collections.IList => "list",
            _ => value.GetType().Name,
        };

    private static ReadOnlyMemory<byte> DataSection(ReadOnlyMemory<byte> body)
    {
        // A described value: the descriptor of data, then a binary with a length of four bytes.
        byte[] section = new byte[8 + body.Length];
        section[1] = 0x53;
        section[2] = 0x75;
        section[3] = 0xB0;
        BinaryPrimitives.WriteInt32BigEndian(section.AsSpan(4), body.Length);
        body.CopyTo(section.AsMemory(8));
        return section;
    }
}
