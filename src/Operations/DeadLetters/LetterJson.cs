using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ModelData.Operations.DeadLetters;

/// <summary>Reads the body of a dead letter, version 1. The worker wrote it; what is in it came from anybody.</summary>
public static class LetterJson
{
    private const int Version = 1;

    // An annotation may be a list in a list, as deep as the client reads them.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    /// <summary>The document of a letter or a gap; null when it is no JSON.</summary>
    public static JsonDocument? TryParse(ReadOnlyMemory<byte> document)
    {
        try
        {
            return JsonDocument.Parse(document, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a letter. Never throws, whatever the bytes are.</summary>
    /// <param name="document">The body of the blob.</param>
    /// <param name="letter">The letter.</param>
    /// <param name="problem">Why it cannot be read, for a person.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> document,
        [NotNullWhen(true)] out Letter? letter,
        [NotNullWhen(false)] out string? problem
    )
    {
        letter = null;
        problem = null;
        const string Unknown = "it is not a dead letter that this version of the tool knows";
        try
        {
            using JsonDocument json = JsonDocument.Parse(document, Options);
            JsonElement root = json.RootElement;
            letter = root.GetProperty("version").GetInt32() == Version ? Read(root) : null;
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            letter = null;
        }
        problem = letter is null ? Unknown : null;
        return letter is not null;
    }

    private static Letter Read(JsonElement root) =>
        new()
        {
            Reason = Text(root, "reason"),
            Detail = Text(root, "detail"),
            Namespace = Text(root, "namespace"),
            Hub = Text(root, "hub"),
            Partition = Text(root, "partition"),
            SequenceNumber = root.GetProperty("sequenceNumber").GetInt64(),
            Offset = Text(root, "offset"),
            EnqueuedTime = Text(root, "enqueuedTime"),
            PartitionKey = Optional(root, "partitionKey"),
            ContentType = Optional(root, "contentType"),
            ContentEncoding = Optional(root, "contentEncoding"),
            MessageId = Optional(root, "messageId"),
            CorrelationId = Optional(root, "correlationId"),
            Properties = Values(root.GetProperty("properties")),
            Annotations = Values(root.GetProperty("annotations")),
            Body = root.GetProperty("body").GetBytesFromBase64(),
            BodyKind = Optional(root, "bodyKind"),
            EncodedProperties = Bytes(root, "encodedProperties"),
            EncodedBody = Bytes(root, "encodedBody"),
            BodyValue = root.TryGetProperty("bodyValue", out JsonElement value) ? value.GetRawText() : null,
        };

    // A name may stand there twice, as it may in an event: readers of events take the first.
    private static List<LetterValue> Values(JsonElement map)
    {
        var values = new List<LetterValue>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty pair in map.EnumerateObject())
        {
            if (names.Add(pair.Name))
            {
                values.Add(new LetterValue(pair.Name, Text(pair.Value, "type"), Value(pair.Value)));
            }
        }
        return values;
    }

    // A value that is more than one text is shown, and cannot be sent.
    private static string? Value(JsonElement pair) =>
        pair.TryGetProperty("value", out JsonElement value)
        && value.ValueKind is JsonValueKind.Array or JsonValueKind.Object
            ? value.GetRawText()
            : Optional(pair, "value");

    private static ReadOnlyMemory<byte> Bytes(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value)
            ? value.GetBytesFromBase64()
            : default(ReadOnlyMemory<byte>);

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");

    private static string? Optional(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
