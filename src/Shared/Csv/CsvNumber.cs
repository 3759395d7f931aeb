using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ModelData;

/// <summary>
/// Writes numbers as UTF-8: the shortest text that reads back as the same number, laid out as the platform's invariant <c>ToString("R")</c>.
/// Integers and numbers of up to four decimals, which most features are, take a short path. Thread-safe, allocates nothing.
/// </summary>
public static class CsvNumber
{
    /// <summary>The bytes that a destination must offer: 32.</summary>
    public const int MaxLength = 32;

    /// <summary>Below, a number has at most fifteen digits before the point, and its integer part is exact.</summary>
    private const double ShortPathLimit = 1e15;

    private const double FourDecimals = 10_000;

    /// <summary>All powers of ten that fit. An array: a span over constants allocates until the method is optimised.</summary>
    private static readonly ulong[] PowersOfTen =
    [
        1,
        10,
        100,
        1_000,
        10_000,
        100_000,
        1_000_000,
        10_000_000,
        100_000_000,
        1_000_000_000,
        10_000_000_000,
        100_000_000_000,
        1_000_000_000_000,
        10_000_000_000_000,
        100_000_000_000_000,
        1_000_000_000_000_000,
        10_000_000_000_000_000,
        100_000_000_000_000_000,
        1_000_000_000_000_000_000,
        10_000_000_000_000_000_000,
    ];

    private static ReadOnlySpan<byte> Pairs =>
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616"u8
        + "263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

    /// <summary>Writes a 64-bit floating-point number; <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> by these names.</summary>
    /// <param name="value">The number.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public static int Format(double value, Span<byte> destination)
    {
        if (Math.Abs(value) < ShortPathLimit)
        {
            long integer = (long)value;
            if (integer == value && (integer != 0 || !double.IsNegative(value)))
            {
                return Format(integer, destination);
            }
            long scaled = (long)Math.Round(value * FourDecimals);
            // Fifteen digits or fewer name a number uniquely, so the text that reads back is also the shortest.
            if (scaled / FourDecimals == value && Math.Abs(scaled) < (long)ShortPathLimit && scaled != 0)
            {
                return FormatFourDecimals(scaled, destination);
            }
        }
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        int biased = (int)(bits >> 52) & 0x7FF;
        ulong fraction = bits & 0xFFFFFFFFFFFFF;
        if (biased == 0x7FF || (bits << 1) == 0)
        {
            value.TryFormat(destination, out int written, default, CultureInfo.InvariantCulture);
            return written;
        }
        ulong digits = ShortestDecimal.Find(
            biased == 0 ? fraction : fraction | (1UL << 52),
            biased == 0 ? -1074 : biased - 1075,
            fraction == 0 && biased > 1,
            out int exponent
        );
        return FormatDigits(digits, exponent, double.IsNegative(value), 17, destination);
    }

    /// <summary>Writes a 32-bit floating-point number, with the digits that a 32-bit number needs.</summary>
    /// <param name="value">The number.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public static int Format(float value, Span<byte> destination)
    {
        int integer = MathF.Abs(value) < 1e6f ? (int)value : 0;
        if (integer == value && integer != 0)
        {
            return Format(integer, destination);
        }
        uint bits = BitConverter.SingleToUInt32Bits(value);
        int biased = (int)(bits >> 23) & 0xFF;
        uint fraction = bits & 0x7FFFFF;
        if (biased == 0xFF || (bits << 1) == 0)
        {
            value.TryFormat(destination, out int written, default, CultureInfo.InvariantCulture);
            return written;
        }
        ulong digits = ShortestDecimal.Find(
            biased == 0 ? fraction : fraction | (1U << 23),
            biased == 0 ? -149 : biased - 150,
            fraction == 0 && biased > 1,
            out int exponent
        );
        return FormatDigits(digits, exponent, float.IsNegative(value), 9, destination);
    }

    /// <summary>Writes a 64-bit integer.</summary>
    /// <param name="value">The number.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public static int Format(long value, Span<byte> destination)
    {
        if (value >= 0)
        {
            return FormatDigits((ulong)value, destination);
        }
        destination[0] = (byte)'-';
        return 1 + FormatDigits((ulong)-value, destination[1..]);
    }

    /// <summary>Writes a decimal with all its digits, trailing zeros included.</summary>
    /// <param name="value">The number.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public static int Format(decimal value, Span<byte> destination)
    {
        value.TryFormat(destination, out int written, default, CultureInfo.InvariantCulture);
        return written;
    }

    private static int FormatFourDecimals(long scaled, Span<byte> destination)
    {
        int written = 0;
        if (scaled < 0)
        {
            destination[written++] = (byte)'-';
            scaled = -scaled;
        }
        (ulong whole, ulong part) = Math.DivRem((ulong)scaled, 10_000UL);
        written += FormatDigits(whole, destination[written..]);
        destination[written] = (byte)'.';
        WritePair((int)(part / 100), destination[(written + 1)..]);
        WritePair((int)(part % 100), destination[(written + 3)..]);
        written += 5;
        while (destination[written - 1] == '0')
        {
            written--;
        }
        return written;
    }

    /// <summary>Lays digits out as the platform does: plain from 0.0001 to 10^precision, scientific outside.</summary>
    private static int FormatDigits(ulong digits, int exponent, bool isNegative, int precision, Span<byte> destination)
    {
        while (true)
        {
            (ulong fewer, ulong last) = Math.DivRem(digits, 10UL);
            if (last != 0)
            {
                break;
            }
            digits = fewer;
            exponent++;
        }
        int written = 0;
        if (isNegative)
        {
            destination[written++] = (byte)'-';
        }
        int length = CountDigits(digits);
        int point = length + exponent;
        if (point > Math.Max(length, precision) || point < -3)
        {
            return written + FormatScientific(digits, point - 1, destination[written..]);
        }
        if (point <= 0)
        {
            destination.Slice(written, 2 - point).Fill((byte)'0');
            destination[written + 1] = (byte)'.';
            written += 2 - point;
            return written + FormatDigits(digits, destination[written..]);
        }
        FormatDigits(digits, destination[written..]);
        if (point >= length)
        {
            destination.Slice(written + length, point - length).Fill((byte)'0');
            return written + point;
        }
        Span<byte> decimals = destination.Slice(written + point, length - point);
        decimals.CopyTo(destination[(written + point + 1)..]);
        destination[written + point] = (byte)'.';
        return written + length + 1;
    }

    private static int FormatScientific(ulong digits, int exponent, Span<byte> destination)
    {
        int length = FormatDigits(digits, destination);
        int written = 1;
        if (length > 1)
        {
            destination[1..length].CopyTo(destination[2..]);
            destination[1] = (byte)'.';
            written = length + 1;
        }
        destination[written++] = (byte)'E';
        destination[written++] = exponent < 0 ? (byte)'-' : (byte)'+';
        int magnitude = Math.Abs(exponent);
        if (magnitude >= 100)
        {
            destination[written++] = (byte)('0' + (magnitude / 100));
            magnitude %= 100;
        }
        WritePair(magnitude, destination[written..]);
        return written + 2;
    }

    private static int FormatDigits(ulong value, Span<byte> destination)
    {
        int length = CountDigits(value);
        int position = length;
        while (value >= 100)
        {
            (value, ulong pair) = Math.DivRem(value, 100UL);
            position -= 2;
            WritePair((int)pair, destination[position..]);
        }
        if (position == 2)
        {
            WritePair((int)value, destination);
        }
        else
        {
            destination[0] = (byte)('0' + value);
        }
        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WritePair(int value, Span<byte> destination)
    {
        destination[1] = Pairs[(2 * value) + 1];
        destination[0] = Pairs[2 * value];
    }

    private static int CountDigits(ulong value)
    {
        // log10(2) is about 1233/4096: off by at most one, which the comparison settles.
        int estimate = ((64 - BitOperations.LeadingZeroCount(value | 1)) * 1233) >> 12;
        return estimate + (value >= PowersOfTen[estimate] ? 1 : 0) + (value == 0 ? 1 : 0);
    }
}
