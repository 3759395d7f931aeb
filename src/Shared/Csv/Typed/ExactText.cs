using System.Buffers.Text;

namespace ModelData;

/// <summary>
/// Reads values of exact types: what is held against the rows of every event, and what files with such types hold. Spaces, thousands and other spellings are
/// no values. Allocates nothing, never throws. Thread-safe.
/// </summary>
public static class ExactText
{
    private const int SecondsLength = 8;
    private const int FractionDigits = 6;
    private const int DateLength = 10;
    private const int UuidLength = 36;

    private static readonly Int128[] PowersOfTen = CreatePowers();

    /// <summary>Reads digits, 0 to 18446744073709551615.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryReadUInt64(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        foreach (byte character in text)
        {
            uint digit = (uint)(character - '0');
            if (digit > 9 || value > (ulong.MaxValue - digit) / 10)
            {
                return false;
            }
            value = (value * 10) + digit;
        }
        return !text.IsEmpty;
    }

    /// <summary>
    /// Reads a declared decimal: digits with a point or without, <c>-</c> before them, an exponent. It is the number that must fit, not its spelling:
    /// with a scale of 2, <c>1.500</c> and <c>15E-1</c> are 1.50.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="precision">The most digits, without zeros before them: 1 to <see cref="ExactType.MaxPrecision"/>.</param>
    /// <param name="scale">How many of them are behind the point.</param>
    /// <param name="unscaled">The number times ten to the power of <paramref name="scale"/>.</param>
    public static bool TryReadDecimal(ReadOnlySpan<byte> text, int precision, int scale, out Int128 unscaled)
    {
        unscaled = 0;
        bool isNegative = text.StartsWith("-"u8);
        bool hasDigits = false;
        bool isBehindPoint = false;
        // The number is the digits from the first to the last that is no zero, the zeros behind them, and a power of ten.
        Int128 number = 0;
        int digits = 0;
        int zeros = 0;
        int power = 0;
        int position = isNegative ? 1 : 0;
        for (; position < text.Length; position++)
        {
            if (text[position] == '.' && !isBehindPoint)
            {
                isBehindPoint = true;
                continue;
            }
            uint digit = (uint)(text[position] - '0');
            if (digit > 9)
            {
                break;
            }
            hasDigits = true;
            power -= isBehindPoint ? 1 : 0;
            if (digit == 0)
            {
                zeros += digits > 0 ? 1 : 0;
                continue;
            }
            digits += zeros + 1;
            if (digits > precision)
            {
                return false;
            }
            number = (number * PowersOfTen[zeros + 1]) + digit;
            zeros = 0;
        }
        int exponent = 0;
        if (!hasDigits || (position < text.Length && !NumberText.TryReadExponent(text[position..], out exponent)))
        {
            return false;
        }
        int shift = zeros + power + exponent + scale;
        if (number != 0 && (shift < 0 || digits + shift > precision))
        {
            return false;
        }
        unscaled = number == 0 ? 0 : number * PowersOfTen[shift] * (isNegative ? -1 : 1);
        return true;
    }

    /// <summary>Reads a day that there is: <c>yyyy-MM-dd</c>, 0001-01-01 to 9999-12-31.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The day.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryReadDate(ReadOnlySpan<byte> text, out DateOnly value)
    {
        bool isDate = TimeText.TryParse(text, isStrict: false, out long ticks) && text.Length == DateLength;
        value = isDate ? DateOnly.FromDateTime(new DateTime(ticks)) : default;
        return isDate;
    }

    /// <summary>Reads a time of a day: <c>HH:mm:ss</c>, then perhaps a point and one to six digits; up to 23:59:59.999999.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The time.</param>
    public static bool TryReadTime(ReadOnlySpan<byte> text, out TimeOnly value)
    {
        value = default;
        if (
            text.Length < SecondsLength
            || text[2] != ':'
            || text[5] != ':'
            || !TryReadPair(text, 0, out int hour)
            || !TryReadPair(text, 3, out int minute)
            || !TryReadPair(text, 6, out int second)
            || hour > 23
            || minute > 59
            || second > 59
            || !TryReadFraction(text[SecondsLength..], out int microsecond)
        )
        {
            return false;
        }
        value = new TimeOnly(hour, minute, second).Add(TimeSpan.FromMicroseconds(microsecond));
        return true;
    }

    /// <summary>Reads a UUID in D format and lower case: <c>6f9619ff-8b86-d011-b42d-00cf4fc964ff</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The UUID.</param>
    public static bool TryReadUuid(ReadOnlySpan<byte> text, out Guid value)
    {
        value = default;
        return text.Length == UuidLength
            && !text.ContainsAnyInRange((byte)'A', (byte)'F')
            && Utf8Parser.TryParse(text, out value, out int consumed, 'D')
            && consumed == UuidLength;
    }

    /// <summary>Whether the text of a field, which is one of the column's letter in its plain spelling, is a value of the exact type.</summary>
    internal static bool Fits(ExactType type, ReadOnlySpan<byte> text) =>
        type switch
        {
            { Kind: ExactTypeKind.UInt64 } => TryReadUInt64(text, out _),
            { Kind: ExactTypeKind.Decimal, Precision: 0 } => !NumberText.IsName(text),
            { Kind: ExactTypeKind.Decimal } => TryReadDecimal(text, type.Precision, type.Scale, out _),
            { Kind: ExactTypeKind.Date } => TryReadDate(text, out _),
            { Kind: ExactTypeKind.Time } => TryReadTime(text, out _),
            _ => TryReadUuid(text, out _),
        };

    /// <summary>What a value of a type may look like, for a person.</summary>
    internal static string Accepted(ExactType type) =>
        type switch
        {
            { Kind: ExactTypeKind.UInt64 } => $"an integer from 0 to {ulong.MaxValue} without point or exponent",
            { Kind: ExactTypeKind.Decimal, Precision: 0 } =>
                "a number such as 41.50 or 1E-05 within the range of 64-bit floating point",
            { Kind: ExactTypeKind.Decimal } =>
                $"a number such as 41.50 with at most {type.Precision - type.Scale} digits before the point and {type.Scale} behind it",
            { Kind: ExactTypeKind.Date } => "a day such as 2026-11-23, from 0001-01-01 to 9999-12-31",
            { Kind: ExactTypeKind.Time } =>
                "a time of a day such as 05:41:11 or 05:41:11.123456, up to 23:59:59.999999",
            _ => "a UUID such as 6f9619ff-8b86-d011-b42d-00cf4fc964ff, in lower case",
        };

    private static bool TryReadFraction(ReadOnlySpan<byte> text, out int microsecond)
    {
        microsecond = 0;
        if (text.IsEmpty)
        {
            return true;
        }
        ReadOnlySpan<byte> digits = text[1..];
        if (
            text[0] != '.'
            || digits.Length is 0 or > FractionDigits
            || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
        )
        {
            return false;
        }
        for (int i = 0; i < FractionDigits; i++)
        {
            microsecond = (microsecond * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        }
        return true;
    }

    private static bool TryReadPair(ReadOnlySpan<byte> text, int position, out int number)
    {
        uint tens = (uint)(text[position] - '0');
        uint ones = (uint)(text[position + 1] - '0');
        number = (int)((tens * 10) + ones);
        return tens <= 9 && ones <= 9;
    }

    private static Int128[] CreatePowers()
    {
        Int128[] powers = new Int128[ExactType.MaxPrecision + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }
}
