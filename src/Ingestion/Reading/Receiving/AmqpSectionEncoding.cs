using System.Collections;
using Azure.Core.Amqp;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using AmqpProperties = Microsoft.Azure.Amqp.Framing.Properties;

namespace ModelData.Ingestion.Reading.Receiving;

/// <summary>
/// Sections of a message as they are encoded, for a dead letter of which the event is to be made again. They are encoded anew from what the official client
/// hands out: a symbol has become a text by then, and an id of another type as well.
/// </summary>
internal static class AmqpSectionEncoding
{
    /// <summary>Several data sections.</summary>
    public static byte[] Data(IEnumerable<ReadOnlyMemory<byte>> sections) =>
        Encode(sections.Select(section => new Data { Value = new ArraySegment<byte>(section.ToArray()) }));

    /// <summary>Sequence sections.</summary>
    public static byte[] Sequences(IEnumerable<IList<object>> sequences) =>
        Encode(sequences.Select(sequence => new AmqpSequence(sequence.Select(ToAmqp).ToList())));

    /// <summary>A value section.</summary>
    public static byte[] Value(object? value) => Encode([new AmqpValue { Value = ToAmqp(value) }]);

    /// <summary>The sections of properties and application properties.</summary>
    public static byte[] Properties(AmqpAnnotatedMessage message)
    {
        var sections = new List<AmqpDescribed>();
        if (message.HasSection(AmqpMessageSection.Properties))
        {
            sections.Add(PropertiesOf(message.Properties));
        }

        if (message.HasSection(AmqpMessageSection.ApplicationProperties))
        {
            var section = new ApplicationProperties();
            foreach ((string name, object? value) in message.ApplicationProperties)
            {
                section.Map[name] = ToAmqp(value);
            }

            sections.Add(section);
        }

        return Encode(sections);
    }

    private static AmqpProperties PropertiesOf(AmqpMessageProperties all)
    {
        var section = new AmqpProperties();
        if (all.MessageId is { } id)
        {
            section.MessageId = id.ToString();
        }

        if (all.UserId is { } user)
        {
            section.UserId = new ArraySegment<byte>(user.ToArray());
        }

        if (all.To is { } to)
        {
            section.To = to.ToString();
        }

        if (all.ReplyTo is { } replyTo)
        {
            section.ReplyTo = replyTo.ToString();
        }

        if (all.CorrelationId is { } correlationId)
        {
            section.CorrelationId = correlationId.ToString();
        }

        if (all.ContentType is { } contentType)
        {
            section.ContentType = contentType;
        }

        if (all.ContentEncoding is { } contentEncoding)
        {
            section.ContentEncoding = contentEncoding;
        }

        section.Subject = all.Subject;
        section.AbsoluteExpiryTime = all.AbsoluteExpiryTime?.UtcDateTime;
        section.CreationTime = all.CreationTime?.UtcDateTime;
        section.GroupId = all.GroupId;
        section.GroupSequence = all.GroupSequence;
        section.ReplyToGroupId = all.ReplyToGroupId;
        return section;
    }

    // Types that the official clients have, and AMQP has not.
    private static object? ToAmqp(object? value) =>
        value switch
        {
            byte[] bytes => new ArraySegment<byte>(bytes),
            Uri uri => new DescribedType((AmqpSymbol)"com.microsoft:uri", uri.AbsoluteUri),
            DateTimeOffset time => new DescribedType((AmqpSymbol)"com.microsoft:datetime-offset", time.UtcTicks),
            TimeSpan span => new DescribedType((AmqpSymbol)"com.microsoft:timespan", span.Ticks),
            AmqpMap or string => value,
            IDictionary map => ToMap(map),
            // An array of one type stays one.
            Array => value,
            IList list => list.Cast<object?>().Select(ToAmqp).ToList(),
            _ => value,
        };

    private static AmqpMap ToMap(IDictionary map)
    {
        var encoded = new AmqpMap();
        foreach (DictionaryEntry entry in map)
        {
            encoded[new MapKey(entry.Key)] = ToAmqp(entry.Value);
        }

        return encoded;
    }

    private static byte[] Encode(IEnumerable<AmqpDescribed> sections)
    {
        using var buffer = new ByteBuffer(256, autoGrow: true);
        foreach (var section in sections)
        {
            AmqpCodec.EncodeObject(section, buffer);
        }

        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }
}
