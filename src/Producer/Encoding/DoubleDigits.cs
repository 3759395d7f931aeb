using System.Globalization;
using System.Runtime.InteropServices;

namespace ModelData.Producer.Encoding;

/// <summary>Which numbers keep all their digits as a double.</summary>
internal static class DoubleDigits
{
    /// <summary>2^53: up to it a double holds every whole number.</summary>
    public const long MaxInteger = 1L << 53;

    private const int MaxTextBytes = 40;

    /// <summary>Whether a value is no number, or one of those.</summary>
    public static bool Hold(MixedValue value) =>
        value.Kind switch
        {
            ValueKind.Int64 => MemoryMarshal.Read<long>(value.Bytes) is >= -MaxInteger and <= MaxInteger,
            ValueKind.UInt64 => MemoryMarshal.Read<ulong>(value.Bytes) <= MaxInteger,
            ValueKind.Decimal => Hold(MemoryMarshal.Read<decimal>(value.Bytes)),
            _ => true,
        };

    /// <summary>Whether the nearest double is written with the same digits.</summary>
    public static bool Hold(decimal value)
    {
        Span<byte> text = stackalloc byte[MaxTextBytes];
        value.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        return double.TryParse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out double nearest)
            && nearest.TryFormat(text, out length, default, CultureInfo.InvariantCulture)
            && decimal.TryParse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal digits)
            && digits == value;
    }
}
