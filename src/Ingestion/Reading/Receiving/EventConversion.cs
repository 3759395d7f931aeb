using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.Receiving;

/// <summary>Makes of an event of the official client the one that the worker reads. The body is not copied.</summary>
internal static class EventConversion
{
    private const string PartitionKey = "x-opt-partition-key";
    private static readonly Dictionary<string, object?> None = [];

    /// <summary>Converts an event.</summary>
    public static ReceivedEvent ToReceived(EventData official, StoredPosition position)
    {
        AmqpAnnotatedMessage message = official.GetRawAmqpMessage();
        var body = BodyOf(message.Body);
        return new ReceivedEvent
        {
            Body = body.Bytes,
            BodyKind = body.Kind,
            BodyValue = body.Value,
            EncodedBody = body.Encoded,
            SequenceNumber = position.SequenceNumber,
            Offset = position.Offset,
            EnqueuedTime = position.EnqueuedTime,
            PartitionKey = message.MessageAnnotations.TryGetValue(PartitionKey, out object? key) ? key as string : null,
            ContentType = message.Properties.ContentType,
            ContentEncoding = message.Properties.ContentEncoding,
            MessageId = message.Properties.MessageId?.ToString(),
            CorrelationId = message.Properties.CorrelationId?.ToString(),
            Properties = PropertiesOf(message),
            EncodedProperties = IsPlain(message) ? default : AmqpSectionEncoding.Properties(message),
            SystemProperties = AnnotationsOf(message),
        };
    }

    private static (EventBodyKind Kind, ReadOnlyMemory<byte> Bytes, object? Value, ReadOnlyMemory<byte> Encoded) BodyOf(
        AmqpMessageBody body
    )
    {
        if (body.TryGetData(out var data))
        {
            ReadOnlyMemory<byte>[] sections = [.. data!];
            return sections.Length == 1
                ? (EventBodyKind.Data, sections[0], null, default)
                : (EventBodyKind.Data, Join(sections), null, AmqpSectionEncoding.Data(sections));
        }

        if (body.TryGetSequence(out var sequences))
        {
            IList<object>[] all = [.. sequences!];
            byte[] encoded = AmqpSectionEncoding.Sequences(all);
            // Usually there is one; of several each is an item.
            object? plain = AmqpPlainValue.Of(all.Length == 1 ? all[0] : all);
            return (EventBodyKind.Sequence, encoded, plain, encoded);
        }

        body.TryGetValue(out object? value);
        byte[] section = AmqpSectionEncoding.Value(value);
        ReadOnlyMemory<byte> bytes = value switch
        {
            null => default,
            byte[] binary => binary,
            string or ValueType or Uri => Encoding.UTF8.GetBytes(
                Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""
            ),
            _ => section,
        };
        return (EventBodyKind.Value, bytes, AmqpPlainValue.Of(value), section);
    }

    private static byte[] Join(ReadOnlyMemory<byte>[] sections)
    {
        var joined = new ArrayBufferWriter<byte>(Math.Max(1, sections.Sum(section => section.Length)));
        foreach (var section in sections)
        {
            joined.Write(section.Span);
        }

        return joined.WrittenSpan.ToArray();
    }

    private static IReadOnlyDictionary<string, object?> PropertiesOf(AmqpAnnotatedMessage message)
    {
        if (!message.HasSection(AmqpMessageSection.ApplicationProperties))
        {
            return None;
        }

        var properties = message.ApplicationProperties;
        bool hasLists = properties.Values.Any(value => value is IList and not byte[]);
        return !hasLists && properties is IReadOnlyDictionary<string, object?> readable
            ? readable
            : properties.ToDictionary(pair => pair.Key, pair => AmqpPlainValue.Of(pair.Value));
    }

    // Whether the members of a received event tell all of it.
    private static bool IsPlain(AmqpAnnotatedMessage message)
    {
        var all = message.Properties;
        bool hasOthers =
            message.HasSection(AmqpMessageSection.Properties)
            && (
                all.UserId is not null
                || all.To is not null
                || all.Subject is not null
                || all.ReplyTo is not null
                || all.AbsoluteExpiryTime is not null
                || all.CreationTime is not null
                || all.GroupId is not null
                || all.GroupSequence is not null
                || all.ReplyToGroupId is not null
            );
        return !hasOthers
            && (
                !message.HasSection(AmqpMessageSection.ApplicationProperties)
                || message.ApplicationProperties.Values.All(value =>
                    value is null or string or byte[] or (ValueType and not (decimal or TimeSpan or DateTimeOffset))
                )
            );
    }

    // Of the annotations that a received event has under a name of their own.
    private static bool HasMember(string annotation, object? value) =>
        annotation is "x-opt-sequence-number" or "x-opt-offset" or "x-opt-enqueued-time"
        || (annotation == PartitionKey && value is string);

    private static IReadOnlyDictionary<string, object?> AnnotationsOf(AmqpAnnotatedMessage message)
    {
        Dictionary<string, object?>? others = null;
        foreach ((string name, object? value) in message.MessageAnnotations)
        {
            if (!HasMember(name, value))
            {
                others ??= [];
                others[name] = AmqpPlainValue.Of(value);
            }
        }

        return others ?? None;
    }
}
