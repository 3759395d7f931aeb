using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ModelData.Testing;

/// <summary>Reads what a worker dead-lettered as the documents say it lies there, with nothing of the product.</summary>
public static class PackFile
{
    /// <summary>Whether a blob is a pack of letters.</summary>
    public static bool IsPack(string name) => name.EndsWith(".jsonl", StringComparison.Ordinal);

    /// <summary>The letters of a pack in their order: the name of each, and itself. One that is there twice comes twice.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="content">Its content.</param>
    /// <exception cref="InvalidDataException">Index and letters do not fit each other.</exception>
    public static IReadOnlyList<(string Name, string Letter)> Read(
        string name,
        IEnumerable<KeyValuePair<string, string>> metadata,
        ReadOnlySpan<byte> content
    )
    {
        var texts = metadata.ToDictionary(it => it.Key, it => it.Value, StringComparer.OrdinalIgnoreCase);
        var indexBytes = int.Parse(texts["index"], CultureInfo.InvariantCulture);
        var letters = new List<(string Name, string Letter)>();
        var offset = indexBytes;
        foreach (var line in Lines(content[..indexBytes]))
        {
            var entry = JsonDocument.Parse(line).RootElement;
            var length = entry.GetProperty("length").GetInt32();
            var letter = Encoding.UTF8.GetString(content.Slice(offset, length));
            offset += length;
            Check(entry, letter, name);
            var folder = name[..(name.LastIndexOf('/') + 1)];
            letters.Add(
                (string.Create(CultureInfo.InvariantCulture, $"{folder}{SequenceNumber(entry):D20}.json"), letter)
            );
        }

        return offset == content.Length && letters.Count == int.Parse(texts["letters"], CultureInfo.InvariantCulture)
            ? letters
            : throw new InvalidDataException(
                $"{name} has {content.Length} bytes and states {texts["letters"]} letters; its index names {letters.Count} up to byte {offset}"
            );
    }

    private static string[] Lines(ReadOnlySpan<byte> index) =>
        Encoding.UTF8.GetString(index).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static long SequenceNumber(JsonElement element) => element.GetProperty("sequenceNumber").GetInt64();

    private static void Check(JsonElement entry, string letter, string name)
    {
        var root = JsonDocument.Parse(letter).RootElement;
        var isSame =
            letter.IndexOf('\n', StringComparison.Ordinal) == letter.Length - 1
            && SequenceNumber(root) == SequenceNumber(entry)
            && root.GetProperty("reason").GetString() == entry.GetProperty("reason").GetString()
            && root.GetProperty("enqueuedTime").GetDateTimeOffset()
                == entry.GetProperty("enqueuedTime").GetDateTimeOffset();
        if (!isSame)
        {
            throw new InvalidDataException($"{name}: the index says {entry}, where there is {letter}");
        }
    }
}
