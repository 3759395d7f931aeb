using System.Runtime.InteropServices;
using Amqp;
using Amqp.Framing;
using Amqp.Types;
using ModelData.EventHubs.Amqp;

namespace ModelData.EventHubs.Sending;

/// <summary>Builds the message of an event: only the sections that carry something, and the body without a copy.</summary>
internal static class EventEncoder
{
    private const int LongestMessageId = 128;

    private static readonly Symbol PartitionKey = new("x-opt-partition-key");

    /// <summary>The message of an event. Encoding it twice gives the same bytes.</summary>
    /// <exception cref="ArgumentException">A property has no name, or its value is no AMQP primitive.</exception>
    public static Message ToMessage(EventData eventData, string? partitionKey)
    {
        Message? encoded = eventData.EncodedProperties.IsEmpty ? null : ReadProperties(eventData.EncodedProperties);
        return new()
        {
            MessageAnnotations = ToAnnotations(partitionKey),
            Properties = encoded is null ? ToProperties(eventData) : encoded.Properties,
            ApplicationProperties = ToApplicationProperties(encoded?.ApplicationProperties, eventData.Properties),
            BodySection = eventData.EncodedBody.IsEmpty
                ? new Data { Buffer = Wrap(eventData.Body) }
                : ReadBody(eventData.EncodedBody),
        };
    }

    public static MessageAnnotations? ToAnnotations(string? partitionKey)
    {
        if (partitionKey is null)
        {
            return null;
        }

        var annotations = new MessageAnnotations();
        annotations.Map[PartitionKey] = partitionKey;
        return annotations;
    }

    /// <summary>The same sections in a message that no delivery has seen: the library ties a message to one delivery.</summary>
    public static Message Copy(Message message) =>
        new()
        {
            Format = message.Format,
            MessageAnnotations = message.MessageAnnotations,
            Properties = message.Properties,
            ApplicationProperties = message.ApplicationProperties,
            BodySection = message.BodySection,
        };

    private static Properties? ToProperties(EventData eventData)
    {
        if (
            eventData.ContentType is null
            && eventData.ContentEncoding is null
            && eventData.MessageId is null
            && eventData.CorrelationId is null
        )
        {
            return null;
        }

        var properties = new Properties();
        if (eventData.MessageId is { } messageId)
        {
            properties.MessageId = CheckLength(messageId, nameof(EventData.MessageId));
        }

        if (eventData.CorrelationId is { } correlationId)
        {
            properties.CorrelationId = CheckLength(correlationId, nameof(EventData.CorrelationId));
        }

        if (eventData.ContentType is { } contentType)
        {
            properties.ContentType = contentType;
        }

        if (eventData.ContentEncoding is { } contentEncoding)
        {
            properties.ContentEncoding = contentEncoding;
        }

        return properties;
    }

    /// <summary>The sections as the library has them, with the types that they were encoded with.</summary>
    private static RestrictedDescribed ReadBody(ReadOnlyMemory<byte> sections)
    {
        const string NoBody = "The encoded body is not data sections, one value or one sequence.";
        RestrictedDescribed? body;
        int count = 0;
        try
        {
            ReadOnlySpan<byte> bytes = sections.Span;
            bool isData = true;
            for (int position = 0; AmqpSections.TryNext(bytes, ref position, out AmqpSection section); count++)
            {
                isData &= section.Code == AmqpSections.Data;
            }

            body = count == 1 || isData ? Message.Decode(Wrap(sections.ToArray())).BodySection : null;
        }
        // The library has an exception for each way in which bytes can be wrong.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new ArgumentException(NoBody, nameof(sections), e);
        }

        return body ?? throw new ArgumentException(NoBody, nameof(sections));
    }

    private static Message ReadProperties(ReadOnlyMemory<byte> sections)
    {
        const string NoProperties = "The encoded properties are not sections of properties and application properties.";
        try
        {
            ReadOnlySpan<byte> bytes = sections.Span;
            bool isBoth = true;
            for (int position = 0; AmqpSections.TryNext(bytes, ref position, out AmqpSection section); )
            {
                isBoth &= section.Code is AmqpSections.Properties or AmqpSections.ApplicationProperties;
            }

            return isBoth ? Message.Decode(Wrap(sections.ToArray())) : throw new FormatException(NoProperties);
        }
        // The library has an exception for each way in which bytes can be wrong.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new ArgumentException(NoProperties, nameof(sections), e);
        }
    }

    private static string CheckLength(string value, string name) =>
        value.Length <= LongestMessageId
            ? value
            : throw new ArgumentException($"{name} is longer than {LongestMessageId} characters.", name);

    private static ApplicationProperties? ToApplicationProperties(
        ApplicationProperties? encoded,
        IReadOnlyList<KeyValuePair<string, object>> list
    )
    {
        if (list.Count == 0)
        {
            return encoded;
        }

        var properties = encoded ?? new ApplicationProperties();
        for (int i = 0; i < list.Count; i++)
        {
            (string name, object value) = list[i];
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(EventData.Properties));
            properties.Map[name] = ToPrimitive(name, value);
        }

        return properties;
    }

    private static object ToPrimitive(string name, object value) =>
        value switch
        {
            string or bool or int or long or double or float or Guid or byte[] => value,
            byte or sbyte or short or ushort or uint or ulong or char => value,
            DateTime time => time.ToUniversalTime(),
            DateTimeOffset time => time.UtcDateTime,
            _ => throw new ArgumentException(
                $"Property '{name}' has a value of type {value?.GetType().Name ?? "null"}, which is no AMQP primitive.",
                nameof(value)
            ),
        };

    private static ByteBuffer Wrap(ReadOnlyMemory<byte> body)
    {
        if (!MemoryMarshal.TryGetArray(body, out ArraySegment<byte> segment))
        {
            segment = body.ToArray();
        }

        return new ByteBuffer(segment.Array, segment.Offset, segment.Count, segment.Count);
    }
}
