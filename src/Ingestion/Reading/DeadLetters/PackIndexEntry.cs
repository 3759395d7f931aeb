using System.Buffers;
using System.Text.Json;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>
/// What the index of a pack says of a letter: enough to choose it without reading it. One JSON object a line, in the order of the
/// letters; where a letter begins is the sum of the lengths before it.
/// </summary>
/// <param name="SequenceNumber">Of the event.</param>
/// <param name="Length">The bytes of the letter with the line end.</param>
/// <param name="Reason">Why, in a word.</param>
/// <param name="Detail">Why, in words, at most <see cref="MaxDetail"/> characters.</param>
/// <param name="EnqueuedTime">When the hub got the event.</param>
/// <param name="Address">The seven names of the address as the event gives them; empty when it names no model.</param>
public sealed record PackIndexEntry(
    long SequenceNumber,
    int Length,
    string Reason,
    string Detail,
    DateTimeOffset EnqueuedTime,
    IReadOnlyList<string> Address
)
{
    public const int MaxDetail = 300;

    public byte[] ToLine()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("sequenceNumber", SequenceNumber);
            json.WriteNumber("length", Length);
            json.WriteString("reason", Reason);
            json.WriteString("enqueuedTime", EnqueuedTime);
            json.WriteString("detail", Cut(Detail, MaxDetail));
            if (Address.Count > 0)
            {
                json.WriteStartArray("address");
                foreach (string name in Address)
                {
                    json.WriteStringValue(name);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The beginning of a text, never with half of a surrogate pair at its end.</summary>
    public static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    /// <summary>Reads an index. Never throws, whatever the bytes are: what stands before the damage is read.</summary>
    public static List<PackIndexEntry> Read(ReadOnlySpan<byte> index)
    {
        var entries = new List<PackIndexEntry>();
        while (index.IndexOf((byte)'\n') is >= 0 and var end && TryRead(index[..end]) is { } entry)
        {
            entries.Add(entry);
            index = index[(end + 1)..];
        }

        return entries;
    }

    private static PackIndexEntry? TryRead(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            using var json = JsonDocument.ParseValue(ref reader);
            var root = json.RootElement;
            int length = root.GetProperty("length").GetInt32();
            return length <= 0
                ? null
                : new PackIndexEntry(
                    root.GetProperty("sequenceNumber").GetInt64(),
                    length,
                    Text(root, "reason"),
                    Text(root, "detail"),
                    root.GetProperty("enqueuedTime").GetDateTimeOffset(),
                    root.TryGetProperty("address", out var address)
                        ? [.. address.EnumerateArray().Select(name => name.GetString() ?? "")]
                        : []
                );
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static string Text(JsonElement entry, string name) =>
        entry.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");
}
