using System.Buffers.Text;
using System.Globalization;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// Reads the text of a CSV field as a value of its column's type: what the platform's invariant parser takes (a sign, a decimal point, an exponent;
/// no spaces, no thousands), and gives what it gives. Numbers of few digits, which most are, take a short path. Allocates nothing.
/// </summary>
internal static class CsvValue
{
    private const NumberStyles FloatingPoint =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Up to here integers are exact as 64-bit floating point.</summary>
    private const ulong MaxExact = 1UL << 53;

    /// <summary>As many digits never overflow 64 bits.</summary>
    private const int MaxDigits = 19;

    /// <summary>The powers of ten that are exact as 64-bit floating point.</summary>
    private static readonly double[] PowersOfTen =
    [
        1e0,
        1e1,
        1e2,
        1e3,
        1e4,
        1e5,
        1e6,
        1e7,
        1e8,
        1e9,
        1e10,
        1e11,
        1e12,
        1e13,
        1e14,
        1e15,
        1e16,
        1e17,
        1e18,
        1e19,
        1e20,
        1e21,
        1e22,
    ];

    public static bool TryParse(ReadOnlySpan<byte> field, out double value)
    {
        if (TryParseShort(field, out value))
        {
            return true;
        }

        return double.TryParse(field, FloatingPoint, CultureInfo.InvariantCulture, out value)
            && !EndsInZeroByte(field)
            && (double.IsFinite(value) || IsName(field));
    }

    public static bool TryParse(ReadOnlySpan<byte> field, out float value)
    {
        // Rounding twice is rounding once, unless the first rounding ended halfway between two 32-bit numbers. The short path
        // reaches neither the denormal nor the infinite ones.
        if (
            TryParseShort(field, out double wide)
            && (BitConverter.DoubleToUInt64Bits(wide) & 0x1FFF_FFFF) != 0x1000_0000
        )
        {
            value = (float)wide;
            return true;
        }

        return float.TryParse(field, FloatingPoint, CultureInfo.InvariantCulture, out value)
            && !EndsInZeroByte(field)
            && (float.IsFinite(value) || IsName(field));
    }

    public static bool TryParse(ReadOnlySpan<byte> field, out long value)
    {
        bool isNegative = !field.IsEmpty && field[0] == '-';
        int start = isNegative ? 1 : 0;
        // Eighteen digits never overflow.
        if (field.Length - start is > 0 and < MaxDigits)
        {
            long number = 0;
            int i = start;
            while (i < field.Length && (uint)(field[i] - '0') is <= 9 and uint digit)
            {
                number = (number * 10) + digit;
                i++;
            }

            if (i == field.Length)
            {
                value = isNegative ? -number : number;
                return true;
            }
        }

        return long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && !EndsInZeroByte(field);
    }

    public static bool TryParse(ReadOnlySpan<byte> field, out int value)
    {
        bool isInteger = TryParse(field, out long wide);
        value = (int)wide;
        return isInteger && value == wide;
    }

    public static bool TryParse(ReadOnlySpan<byte> field, out bool value) =>
        Utf8Parser.TryParse(field, out value, out int consumed) && consumed == field.Length;

    // The platform passes over zero bytes behind a number.
    private static bool EndsInZeroByte(ReadOnlySpan<byte> field) => field.EndsWith((byte)0);

    /// <summary>A correctly rounded quotient or product of two exact numbers (Clinger 1990); <see langword="false"/> when it takes more than that.</summary>
    private static bool TryParseShort(ReadOnlySpan<byte> field, out double value)
    {
        value = 0;
        bool isNegative = !field.IsEmpty && field[0] == '-';
        int i = isNegative ? 1 : 0;
        int start = i;
        ulong number = 0;
        while (i < field.Length && (uint)(field[i] - '0') is <= 9 and uint digit)
        {
            number = (number * 10) + digit;
            i++;
        }

        int digits = i - start;
        int exponent = 0;
        if (i < field.Length && field[i] == '.')
        {
            start = ++i;
            while (i < field.Length && (uint)(field[i] - '0') is <= 9 and uint digit)
            {
                number = (number * 10) + digit;
                i++;
            }

            exponent = start - i;
            digits -= exponent;
        }

        if (
            digits is 0 or > MaxDigits
            || number > MaxExact
            || (i < field.Length && !TryParseExponent(field[i..], ref exponent))
            || exponent is < -22 or > 22
        )
        {
            return false;
        }

        value = exponent < 0 ? number / PowersOfTen[-exponent] : number * PowersOfTen[exponent];
        value = isNegative ? -value : value;
        return true;
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, ref int exponent)
    {
        if (text.Length < 2 || text[0] is not ((byte)'e' or (byte)'E'))
        {
            return false;
        }

        bool isNegative = text[1] == '-';
        text = text[(text[1] is (byte)'-' or (byte)'+' ? 2 : 1)..];
        if (text.Length is 0 or > 3)
        {
            return false;
        }

        int number = 0;
        foreach (byte character in text)
        {
            if ((uint)(character - '0') > 9)
            {
                return false;
            }

            number = (number * 10) + (character - '0');
        }

        exponent += isNegative ? -number : number;
        return true;
    }

    /// <summary>Whether a text is the name of an infinity, and not a number that is too large for its type.</summary>
    private static bool IsName(ReadOnlySpan<byte> field) => (uint)(field[^1] - '0') > 9 && field[^1] != '.';
}
