using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Amqp;
using Amqp.Types;
using ModelData.EventHubs.Amqp;

namespace ModelData.EventHubs.Receiving;

/// <summary>Reads single values of an encoded message, without AMQP types in the results.</summary>
internal static class ValueReader
{
    /// <summary>The text of a string or symbol, or of another value as text; null for null.</summary>
    /// <exception cref="FormatException">The value is malformed.</exception>
    public static string? ReadText(ArraySegment<byte> message, int valueStart) =>
        AmqpSections.TryGetText(message, valueStart, out ReadOnlySpan<byte> text)
            ? Encoding.UTF8.GetString(text)
            : ToText(Read(message, valueStart));

    /// <summary>An integer of any width; null when another type stands there.</summary>
    /// <exception cref="FormatException">The value is malformed.</exception>
    public static long? ReadInteger(ArraySegment<byte> message, int valueStart)
    {
        ReadOnlySpan<byte> value = message.AsSpan(valueStart, AmqpSections.SkipValue(message, valueStart) - valueStart);
        return value[0] switch
        {
            0x81 or 0x83 or 0x80 => BinaryPrimitives.ReadInt64BigEndian(value[1..]),
            0x71 => BinaryPrimitives.ReadInt32BigEndian(value[1..]),
            0x70 => BinaryPrimitives.ReadUInt32BigEndian(value[1..]),
            0x55 or 0x54 => (sbyte)value[1],
            0x53 or 0x52 => value[1],
            0x43 or 0x44 => 0,
            _ => null,
        };
    }

    /// <summary>Any value as a plain object: text, numbers, bool, Guid, DateTime (UTC), byte[], arrays, dictionaries.</summary>
    /// <exception cref="FormatException">The value is malformed, or nested deeper than the library allows (64).</exception>
    public static object? Read(ArraySegment<byte> message, int valueStart)
    {
        int end = AmqpSections.SkipValue(message, valueStart);
        int length = end - valueStart;
        var buffer = new ByteBuffer(message.Array, message.Offset + valueStart, length, length);
        try
        {
            return ToPlain(global::Amqp.Types.Encoder.ReadObject(buffer));
        }
        catch (Exception e) when (e is not (FormatException or OutOfMemoryException))
        {
            throw new FormatException($"Malformed AMQP value at byte {valueStart}.", e);
        }
    }

    public static string? ToText(object? value) =>
        value switch
        {
            null => null,
            string text => text,
            byte[] bytes => Convert.ToHexString(bytes),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };

    private static object? ToPlain(object? value) =>
        value switch
        {
            Symbol symbol => symbol.ToString(),
            DescribedValue described => ToPlain(described.Value),
            Map map => ToPlain(map),
            List list => list.ToArray().Select(ToPlain).ToArray(),
            global::Amqp.Types.Decimal or Described => value.ToString(),
            _ => value,
        };

    private static Dictionary<string, object?> ToPlain(Map map)
    {
        var plain = new Dictionary<string, object?>(map.Count);
        foreach ((object key, object? value) in map)
        {
            plain[ToText(ToPlain(key)) ?? ""] = ToPlain(value);
        }

        return plain;
    }
}
