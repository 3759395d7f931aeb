using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>
/// A property of an event in a dead letter: the name of its .NET type and the value as text, from which it can be made again. Lists
/// and maps, which no client of ours sends as properties, hold values of the same form, so that they are not lost.
/// </summary>
internal static class DeadLetterValue
{
    private const string List = "List";
    private const string Map = "Map";

    public static void Write(Utf8JsonWriter json, object? value)
    {
        json.WriteStartObject();
        switch (value)
        {
            case byte[] bytes:
                json.WriteString("type", "Byte[]");
                json.WriteBase64String("value", bytes);
                break;
            case IReadOnlyDictionary<string, object?> map:
                json.WriteString("type", Map);
                WriteItems(json, map);
                break;
            case IEnumerable items and not string:
                json.WriteString("type", List);
                WriteItems(json, items);
                break;
            default:
                json.WriteString("type", value?.GetType().Name ?? "null");
                json.WriteString("value", ToText(value));
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter json, IReadOnlyDictionary<string, object?> map)
    {
        json.WriteStartObject("value");
        foreach (var (key, item) in map)
        {
            json.WritePropertyName(key);
            Write(json, item);
        }

        json.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter json, IEnumerable items)
    {
        json.WriteStartArray("value");
        foreach (object? item in items)
        {
            Write(json, item);
        }

        json.WriteEndArray();
    }

    private static string? ToText(object? value) =>
        value switch
        {
            null => null,
            // Half of a pair is no text: JSON would hold a replacement character in its place.
            char half when char.IsSurrogate(half) => $"U+{(int)half:X4}",
            DateTime or DateTimeOffset => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
}
