using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using ModelData.EventHubs.Amqp;

namespace ModelData.EventHubs.Receiving;

/// <summary>
/// The application properties of an event as a dictionary over its encoded bytes: found by walking, decoded when looked at. Events
/// have a handful of them, and most are never asked for.
/// </summary>
internal sealed class PropertyView : IReadOnlyDictionary<string, object?>
{
    private const int LongestKeyOnStack = 256;

    private readonly ArraySegment<byte> _message;
    private readonly AmqpSection _section;

    /// <summary>Checks the map; its values are checked when they are read.</summary>
    /// <exception cref="FormatException">It is malformed.</exception>
    public PropertyView(ArraySegment<byte> message, in AmqpSection section)
    {
        _message = message;
        _section = section;
        var map = new AmqpMapReader(message, section);
        while (map.TryRead(out int keyStart, out int valueStart))
        {
            if (!AmqpSections.TryGetText(message, keyStart, out _))
            {
                throw AmqpSections.Malformed(keyStart);
            }

            IsPlain &= IsPlainType(message[valueStart]);
            Count++;
        }
    }

    public static IReadOnlyDictionary<string, object?> Empty { get; } = new Dictionary<string, object?>();

    public int Count { get; }

    /// <summary>Whether plain objects tell all of the values, types included.</summary>
    public bool IsPlain { get; } = true;

    public IEnumerable<string> Keys => Pairs().Select(static pair => pair.Key);

    public IEnumerable<object?> Values => this.Select(static pair => pair.Value);

    public object? this[string key] =>
        TryGetValue(key, out object? value) ? value : throw new KeyNotFoundException($"There is no property '{key}'.");

    public bool ContainsKey(string key) => Find(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        int valueStart = Find(key);
        value = valueStart >= 0 ? ReadOrNull(valueStart) : null;
        return valueStart >= 0;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        Pairs().Select(pair => KeyValuePair.Create(pair.Key, ReadOrNull(pair.ValueStart))).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<(string Key, int ValueStart)> Pairs()
    {
        var pairs = new List<(string Key, int ValueStart)>(Count);
        var map = new AmqpMapReader(_message, _section);
        while (map.TryRead(out int keyStart, out int valueStart))
        {
            pairs.Add((ValueReader.ReadText(_message, keyStart)!, valueStart));
        }

        return pairs;
    }

    // Not described values, decimals, symbols, lists, maps and arrays.
    private static bool IsPlainType(byte format) =>
        format is not (0x00 or 0x74 or 0x84 or 0x94 or 0xA3 or 0xB3 or 0x45 or >= 0xC0);

    private int Find(string key)
    {
        int length = Encoding.UTF8.GetByteCount(key);
        Span<byte> wanted = length <= LongestKeyOnStack ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(key, wanted);
        var map = new AmqpMapReader(_message, _section);
        while (map.TryRead(out int keyStart, out int valueStart))
        {
            AmqpSections.TryGetText(_message, keyStart, out ReadOnlySpan<byte> name);
            if (name.SequenceEqual(wanted))
            {
                return valueStart;
            }
        }

        return -1;
    }

    // A value that is nonsense inside its bounds is no value.
    private object? ReadOrNull(int valueStart)
    {
        try
        {
            return ValueReader.Read(_message, valueStart);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
