using System.Globalization;
using System.Runtime.InteropServices;

namespace ModelData.Producer.Encoding;

/// <summary>Numbers of a wider type that a declared, narrower one holds with all their digits: 34 is an int wherever it comes from.</summary>
internal static class NarrowNumber
{
    /// <summary>2^24: up to it a float holds every whole number.</summary>
    private const long MaxFloatInteger = 1L << 24;

    /// <summary>Whether a value is a number that a type holds.</summary>
    public static bool Fits(MixedValue value, FeatureType type) =>
        type switch
        {
            FeatureType.Int32 => TryInteger(value, out long integer) && integer is >= int.MinValue and <= int.MaxValue,
            FeatureType.Int64 => TryInteger(value, out _),
            FeatureType.Float => TryFloat(value, out _),
            _ => false,
        };

    /// <summary>Reads a whole number.</summary>
    public static bool TryInteger(MixedValue value, out long integer)
    {
        integer = 0;
        switch (value.Kind)
        {
            case ValueKind.Int32:
                integer = MemoryMarshal.Read<int>(value.Bytes);
                return true;
            case ValueKind.Int64:
                integer = MemoryMarshal.Read<long>(value.Bytes);
                return true;
            case ValueKind.UInt64:
                ulong unsigned = MemoryMarshal.Read<ulong>(value.Bytes);
                integer = unchecked((long)unsigned);
                return unsigned <= long.MaxValue;
            case ValueKind.Float:
                return TryWhole(MemoryMarshal.Read<float>(value.Bytes), out integer);
            case ValueKind.Double:
                return TryWhole(MemoryMarshal.Read<double>(value.Bytes), out integer);
            case ValueKind.Decimal:
                decimal exact = MemoryMarshal.Read<decimal>(value.Bytes);
                bool isWhole = exact == decimal.Truncate(exact) && exact is >= long.MinValue and <= long.MaxValue;
                integer = isWhole ? (long)exact : 0;
                return isWhole;
            default:
                return false;
        }
    }

    /// <summary>Reads a number that a float holds, either as it is or with the same digits: 0.1 is written as 0.1 in both.</summary>
    public static bool TryFloat(MixedValue value, out float number)
    {
        number = 0;
        switch (value.Kind)
        {
            case ValueKind.Float:
                number = MemoryMarshal.Read<float>(value.Bytes);
                return true;
            case ValueKind.Double:
                double wide = MemoryMarshal.Read<double>(value.Bytes);
                number = (float)wide;
                return ((double)number).Equals(wide) || HasDigitsOf(number, wide);
            case ValueKind.Decimal:
                decimal exact = MemoryMarshal.Read<decimal>(value.Bytes);
                number = (float)exact;
                return DoubleDigits.Hold(exact) && HasDigitsOf(number, (double)exact);
            default:
                bool isInteger = TryInteger(value, out long integer);
                number = integer;
                return isInteger && integer is >= -MaxFloatInteger and <= MaxFloatInteger;
        }
    }

    private static bool TryWhole(double number, out long integer)
    {
        bool isWhole = number == Math.Truncate(number) && Math.Abs(number) <= DoubleDigits.MaxInteger;
        integer = isWhole ? (long)number : 0;
        return isWhole;
    }

    private static bool HasDigitsOf(float number, double wide)
    {
        Span<byte> text = stackalloc byte[32];
        return number.TryFormat(text, out int length, default, CultureInfo.InvariantCulture)
            && double.TryParse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out double read)
            && read.Equals(wide);
    }
}
