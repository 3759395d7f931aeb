using System.Buffers;
using System.Text;
using ModelData.EventHubs.Amqp;

namespace ModelData.EventHubs.Receiving;

/// <summary>
/// Turns an encoded message into an event by walking its sections. A binary body is not copied: the event stands on the frame that it
/// came in. The bytes are a stranger's: what cannot be understood becomes a malformed event, never an exception.
/// </summary>
internal static class EventDecoder
{
    // Fields of the properties section.
    private const int MessageIdField = 0;
    private const int CorrelationIdField = 5;
    private const int ContentTypeField = 6;
    private const int ContentEncodingField = 7;

    private const byte Null = 0x40;

    // Timestamps are milliseconds since 1970; beyond these the runtime has no date.
    private static readonly long EarliestTime = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long LatestTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Converts a message.</summary>
    /// <exception cref="EventHubsException">The service's own annotations are missing: there is no position to go on from.</exception>
    public static ReceivedEvent ToEvent(ArraySegment<byte> message)
    {
        var parts = new Parts();
        try
        {
            int position = 0;
            while (AmqpSections.TryNext(message, ref position, out AmqpSection section))
            {
                ReadSection(message, section, ref parts);
            }
        }
        catch (FormatException)
        {
            parts.IsMalformed = true;
        }

        if (
            parts.SequenceNumber is not { } sequenceNumber
            || parts.Offset is null
            || parts.EnqueuedTime is not { } time
        )
        {
            throw new EventHubsException(
                FailureReason.InvalidOperation,
                false,
                "The peer delivered an event without sequence number, offset or enqueued time."
            );
        }

        return new ReceivedEvent
        {
            IsMalformed = parts.IsMalformed,
            Body = parts.IsMalformed ? message : parts.Body,
            BodyKind = parts.IsMalformed ? EventBodyKind.Data : parts.BodyKind,
            EncodedBody = parts.IsMalformed ? default : EncodedBody(message, parts),
            BodyValue = parts.IsMalformed ? null : parts.BodyValue,
            EncodedProperties = parts.IsMalformed ? default : EncodedProperties(message, parts),
            SequenceNumber = sequenceNumber,
            Offset = parts.Offset,
            EnqueuedTime = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(time, EarliestTime, LatestTime)),
            PartitionKey = parts.PartitionKey,
            ContentType = parts.ContentType,
            ContentEncoding = parts.ContentEncoding,
            MessageId = parts.MessageId,
            CorrelationId = parts.CorrelationId,
            Properties = parts.Properties ?? PropertyView.Empty,
            SystemProperties = parts.SystemProperties ?? PropertyView.Empty,
        };
    }

    private static void ReadSection(ArraySegment<byte> message, in AmqpSection section, ref Parts parts)
    {
        switch (section.Code)
        {
            case AmqpSections.MessageAnnotations:
                ReadAnnotations(message, section, ref parts);
                break;
            case AmqpSections.Properties:
                ReadProperties(message, section, ref parts);
                parts.NoteProperties(section);
                break;
            case AmqpSections.ApplicationProperties:
                parts.Properties = new PropertyView(message, section);
                parts.NoteProperties(section);
                break;
            case AmqpSections.Data:
                ReadData(message, section, ref parts);
                break;
            case AmqpSections.AmqpValue:
                parts.NoteBody(section, EventBodyKind.Value);
                parts.BodyValue = ValueReader.Read(message, section.ValueStart);
                parts.Body = ToBytes(parts.BodyValue, message[section.Start..section.End]);
                break;
            case AmqpSections.AmqpSequence:
                parts.NoteBody(section, EventBodyKind.Sequence);
                parts.Sequences ??= [];
                parts.Sequences.Add(ValueReader.Read(message, section.ValueStart));
                // Usually there is one; of several each is an item.
                parts.BodyValue = parts.Sequences.Count == 1 ? parts.Sequences[0] : parts.Sequences.ToArray();
                parts.Body = message[parts.BodyStart..section.End];
                break;
        }
    }

    private static void ReadAnnotations(ArraySegment<byte> message, in AmqpSection section, ref Parts parts)
    {
        var map = new AmqpMapReader(message, section);
        while (map.TryRead(out int keyStart, out int valueStart))
        {
            if (!AmqpSections.TryGetText(message, keyStart, out ReadOnlySpan<byte> name))
            {
                continue;
            }

            if (name.SequenceEqual("x-opt-sequence-number"u8))
            {
                parts.SequenceNumber = ValueReader.ReadInteger(message, valueStart);
            }
            else if (name.SequenceEqual("x-opt-offset"u8))
            {
                parts.Offset = ValueReader.ReadText(message, valueStart);
            }
            else if (name.SequenceEqual("x-opt-enqueued-time"u8))
            {
                parts.EnqueuedTime = ValueReader.ReadInteger(message, valueStart);
            }
            else if (name.SequenceEqual("x-opt-partition-key"u8))
            {
                parts.PartitionKey = ValueReader.ReadText(message, valueStart);
            }
            else
            {
                parts.SystemProperties ??= [];
                parts.SystemProperties[Encoding.UTF8.GetString(name)] = ValueReader.Read(message, valueStart);
            }
        }
    }

    private static void ReadProperties(ArraySegment<byte> message, in AmqpSection section, ref Parts parts)
    {
        int cursor = section.ValueStart;
        uint count;
        switch (AmqpSections.ReadByte(message, ref cursor))
        {
            case 0x45:
                return;
            case 0xC0:
                AmqpSections.ReadByte(message, ref cursor);
                count = AmqpSections.ReadByte(message, ref cursor);
                break;
            case 0xD0:
                AmqpSections.ReadUInt(message, ref cursor);
                count = AmqpSections.ReadUInt(message, ref cursor);
                break;
            default:
                throw AmqpSections.Malformed(section.ValueStart);
        }

        ReadOnlySpan<byte> list = message.AsSpan(0, section.End);
        for (int field = 0; field < count; field++)
        {
            int valueStart = cursor;
            cursor = AmqpSections.SkipValue(list, cursor);
            bool isText = AmqpSections.TryGetText(message, valueStart, out _);
            parts.HasOtherProperties |= message[valueStart] != Null && !(isText && IsKept(field));
            switch (field)
            {
                case MessageIdField:
                    parts.MessageId = ValueReader.ReadText(message, valueStart);
                    break;
                case CorrelationIdField:
                    parts.CorrelationId = ValueReader.ReadText(message, valueStart);
                    break;
                case ContentTypeField:
                    parts.ContentType = ValueReader.ReadText(message, valueStart);
                    break;
                case ContentEncodingField:
                    parts.ContentEncoding = ValueReader.ReadText(message, valueStart);
                    break;
            }
        }
    }

    private static bool IsKept(int field) =>
        field is MessageIdField or CorrelationIdField or ContentTypeField or ContentEncodingField;

    private static void ReadData(ArraySegment<byte> message, in AmqpSection section, ref Parts parts)
    {
        parts.NoteBody(section, EventBodyKind.Data);
        int length = AmqpSections.GetData(message, section).Length;
        ArraySegment<byte> data = message.Slice(section.End - length, length);
        if (!parts.HasData)
        {
            parts.HasData = true;
            parts.Body = data;
            return;
        }

        // Several data sections are one body. Rare: no SDK of the service writes them into one event.
        if (parts.Joined is null)
        {
            parts.Joined = new ArrayBufferWriter<byte>(message.Count);
            parts.Joined.Write(parts.Body.Span);
        }

        parts.Joined.Write(data);
        parts.Body = parts.Joined.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> ToBytes(object? value, ArraySegment<byte> encoded) =>
        value switch
        {
            null => default,
            byte[] bytes => bytes,
            string or ValueType => Encoding.UTF8.GetBytes(ValueReader.ToText(value) ?? ""),
            _ => encoded,
        };

    private static ReadOnlyMemory<byte> EncodedProperties(ArraySegment<byte> message, in Parts parts) =>
        parts.HasOtherProperties || parts.Properties is { IsPlain: false }
            ? message[parts.PropertiesStart..parts.PropertiesEnd]
            : default;

    private static ReadOnlyMemory<byte> EncodedBody(ArraySegment<byte> message, in Parts parts) =>
        parts.BodySections == 0 || (parts.BodySections == 1 && parts.BodyKind == EventBodyKind.Data)
            ? default
            : message[parts.BodyStart..parts.BodyEnd];

    private struct Parts
    {
        public bool IsMalformed;
        public bool HasData;
        public EventBodyKind BodyKind;
        public int BodySections;
        public int BodyStart;
        public int BodyEnd;
        public object? BodyValue;
        public List<object?>? Sequences;
        public long? SequenceNumber;
        public string? Offset;
        public long? EnqueuedTime;
        public string? PartitionKey;
        public string? ContentType;
        public string? ContentEncoding;
        public string? MessageId;
        public string? CorrelationId;
        public ReadOnlyMemory<byte> Body;
        public ArrayBufferWriter<byte>? Joined;
        public int PropertiesStart;
        public int PropertiesEnd;
        public bool HasOtherProperties;
        public PropertyView? Properties;
        public Dictionary<string, object?>? SystemProperties;

        public void NoteProperties(in AmqpSection section)
        {
            PropertiesStart = PropertiesEnd == 0 ? section.Start : PropertiesStart;
            PropertiesEnd = section.End;
        }

        public void NoteBody(in AmqpSection section, EventBodyKind kind)
        {
            BodyStart = BodySections++ == 0 ? section.Start : BodyStart;
            BodyEnd = section.End;
            BodyKind = kind;
        }
    }
}
