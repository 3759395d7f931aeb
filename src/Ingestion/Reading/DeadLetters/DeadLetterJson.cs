using System.Buffers;
using System.Text.Json;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>The body of a dead letter: everything that is needed to understand the event or to send it again.</summary>
internal static class DeadLetterJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true };
    private static readonly JsonWriterOptions OneLine = new();

    /// <summary>The letter as a blob of its own.</summary>
    public static BinaryData Write(DeadLetter letter) => new(Write(letter, Options).WrittenMemory);

    /// <summary>The letter as a line, with its end, among others.</summary>
    public static byte[] WriteLine(DeadLetter letter)
    {
        var buffer = Write(letter, OneLine);
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static ArrayBufferWriter<byte> Write(DeadLetter letter, JsonWriterOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>(letter.Event.Body.Length * 4 / 3 + 1024);
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteString("reason", letter.Refusal.Reason);
            json.WriteString("detail", letter.Refusal.DetailWithFound);
            WriteHub(json, letter.Incarnation);
            json.WriteString("partition", letter.PartitionId);
            WriteEvent(json, letter.Event);
            json.WriteEndObject();
        }

        return buffer;
    }

    public static BinaryData Write(SequenceGap gap)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteString("reason", SequenceGap.Reason);
            json.WriteString(
                "detail",
                "These sequence numbers were never delivered: the events had expired or were lost"
            );
            WriteHub(json, gap.Incarnation);
            json.WriteString("partition", gap.PartitionId);
            json.WriteNumber("firstSequenceNumber", gap.First);
            json.WriteNumber("lastSequenceNumber", gap.Last);
            json.WriteEndObject();
        }

        return new BinaryData(buffer.WrittenMemory);
    }

    private static void WriteHub(Utf8JsonWriter json, HubIncarnation incarnation)
    {
        json.WriteString("namespace", incarnation.Namespace);
        json.WriteString("hub", incarnation.Hub);
        json.WriteString("hubCreatedAt", incarnation.CreatedAt);
    }

    private static void WriteEvent(Utf8JsonWriter json, ReceivedEvent received)
    {
        json.WriteNumber("sequenceNumber", received.SequenceNumber);
        json.WriteString("offset", received.Offset);
        json.WriteString("enqueuedTime", received.EnqueuedTime);
        WriteOptional(json, "partitionKey", received.PartitionKey);
        WriteOptional(json, "contentType", received.ContentType);
        WriteOptional(json, "contentEncoding", received.ContentEncoding);
        WriteOptional(json, "messageId", received.MessageId);
        WriteOptional(json, "correlationId", received.CorrelationId);
        WriteMap(json, "properties", received.Properties);
        if (!received.EncodedProperties.IsEmpty)
        {
            // Types and fields that the members above have not: the event is made again from these bytes.
            json.WriteBase64String("encodedProperties", received.EncodedProperties.Span);
        }

        WriteMap(json, "annotations", received.SystemProperties);
        json.WriteBase64String("body", received.Body.Span);
        WriteBody(json, received);
    }

    /// <summary>
    /// What is not one data section: its kind, its sections as they were encoded, from which the event is made again, and for a person what a value or a
    /// sequence holds.
    /// </summary>
    private static void WriteBody(Utf8JsonWriter json, ReceivedEvent received)
    {
        if (received.EncodedBody.IsEmpty)
        {
            return;
        }

        json.WriteString("bodyKind", KindName(received.BodyKind));
        json.WriteBase64String("encodedBody", received.EncodedBody.Span);
        if (received.BodyKind != EventBodyKind.Data)
        {
            json.WritePropertyName("bodyValue");
            DeadLetterValue.Write(json, received.BodyValue);
        }
    }

    private static string KindName(EventBodyKind kind) =>
        kind switch
        {
            EventBodyKind.Value => "value",
            EventBodyKind.Sequence => "sequence",
            _ => "data",
        };

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>Each value with its type, so that an event can be sent again as it was.</summary>
    private static void WriteMap(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, object?> map)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            json.WritePropertyName(key);
            DeadLetterValue.Write(json, value);
        }

        json.WriteEndObject();
    }
}
