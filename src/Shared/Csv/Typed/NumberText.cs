using System.Globalization;
using System.Text;

namespace ModelData;

/// <summary>
/// What a number may look like: a sign, digits with or without a point, an exponent; the names of what is no number. No spaces, no thousands.
/// </summary>
internal static class NumberText
{
    /// <summary>As many digits never overflow 64 bits.</summary>
    private const int SafeInt64Digits = 18;

    /// <summary>Below this power of ten every number is finite as 32-bit floating point.</summary>
    private const int SafeSinglePower = 38;

    /// <summary>Below this power of ten every number is finite as 64-bit floating point.</summary>
    private const int SafeDoublePower = 308;

    private const NumberStyles FloatingPoint =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Judges a floating-point number, which must be finite in its type.</summary>
    public static ValueForm OfFloatingPoint(ReadOnlySpan<byte> text, bool isSingle)
    {
        ReadOnlySpan<byte> number = WithoutSign(text, out bool hasPlus);
        int integerDigits = CountDigits(number);
        int position = integerDigits;
        int digits = integerDigits;
        if (position < number.Length && number[position] == '.')
        {
            int fraction = CountDigits(number[++position..]);
            position += fraction;
            digits += fraction;
        }
        if (digits == 0)
        {
            return Name(text).IsEmpty ? ValueForm.None
                : Name(text).SequenceEqual(text) ? ValueForm.Plain
                : ValueForm.Lenient;
        }
        int exponent = 0;
        if (position < number.Length && !TryReadExponent(number[position..], out exponent))
        {
            return ValueForm.None;
        }
        bool isFinite =
            integerDigits + exponent < (isSingle ? SafeSinglePower : SafeDoublePower) || IsFinite(number, isSingle);
        return !isFinite ? ValueForm.None
            : hasPlus ? ValueForm.Lenient
            : ValueForm.Plain;
    }

    /// <summary>Judges an integer.</summary>
    public static ValueForm OfInteger(ReadOnlySpan<byte> text, bool is32Bit)
    {
        ReadOnlySpan<byte> digits = WithoutSign(text, out bool hasPlus);
        if (digits.IsEmpty || CountDigits(digits) != digits.Length)
        {
            return ValueForm.None;
        }
        bool fits = is32Bit
            ? int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            : digits.Length <= SafeInt64Digits
                || long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        return !fits ? ValueForm.None
            : hasPlus ? ValueForm.Lenient
            : ValueForm.Plain;
    }

    /// <summary>Whether a text is the name of what is no finite number.</summary>
    public static bool IsName(ReadOnlySpan<byte> text) => !Name(text).IsEmpty;

    /// <summary>The plain spelling of a lenient one.</summary>
    public static ReadOnlySpan<byte> ToPlain(ReadOnlySpan<byte> text) =>
        Name(text) is { IsEmpty: false } name ? name : text[1..];

    /// <summary>The name of what is no finite number, as the dialect writes it; empty when the text is none, however spelled.</summary>
    private static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> name = WithoutSign(text, out _);
        if (Ascii.EqualsIgnoreCase(name, "nan"u8))
        {
            return "NaN"u8;
        }
        return !Ascii.EqualsIgnoreCase(name, "inf"u8) && !Ascii.EqualsIgnoreCase(name, "infinity"u8) ? default
            : text[0] == '-' ? "-Infinity"u8
            : "Infinity"u8;
    }

    private static ReadOnlySpan<byte> WithoutSign(ReadOnlySpan<byte> text, out bool hasPlus)
    {
        hasPlus = text.StartsWith("+"u8);
        return hasPlus || text.StartsWith("-"u8) ? text[1..] : text;
    }

    private static int CountDigits(ReadOnlySpan<byte> text)
    {
        int count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return count < 0 ? text.Length : count;
    }

    /// <summary>Reads an exponent with its <c>e</c> or <c>E</c>.</summary>
    internal static bool TryReadExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        // Beyond this no number of a row of at most 1 MiB comes back into range, and sums do not overflow.
        const int Most = 100_000_000;
        exponent = 0;
        if (text[0] is not ((byte)'e' or (byte)'E'))
        {
            return false;
        }
        bool isNegative = text[1..].StartsWith("-"u8);
        ReadOnlySpan<byte> digits = WithoutSign(text[1..], out _);
        if (digits.IsEmpty || CountDigits(digits) != digits.Length)
        {
            return false;
        }
        foreach (byte digit in digits)
        {
            exponent = Math.Min((exponent * 10) + (digit - '0'), Most);
        }
        exponent = isNegative ? -exponent : exponent;
        return true;
    }

    private static bool IsFinite(ReadOnlySpan<byte> number, bool isSingle) =>
        isSingle
            ? float.TryParse(number, FloatingPoint, CultureInfo.InvariantCulture, out float single)
                && float.IsFinite(single)
            : double.TryParse(number, FloatingPoint, CultureInfo.InvariantCulture, out double value)
                && double.IsFinite(value);
}
