namespace ModelData;

/// <summary>Times as the dialect writes them: <c>2026-11-23T05:41:11.123456Z</c>, always 27 bytes.</summary>
internal static class CsvTimestamp
{
    public const int Length = 27;

    /// <summary>Days that every month has.</summary>
    private const int SafeDay = 28;

    /// <summary>Whether a text is a time just as <see cref="Format"/> writes it. Gives up on the last days of a month.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text)
    {
        if (text.Length != Length)
        {
            return false;
        }
        // All at once: what is not a digit or where it must be leaves bits above those of a digit.
        int rest =
            (text[4] ^ '-')
            | (text[7] ^ '-')
            | (text[10] ^ 'T')
            | (text[13] ^ ':')
            | (text[16] ^ ':')
            | (text[19] ^ '.')
            | (text[26] ^ 'Z');
        int year = (Pair(text, 0, ref rest) * 100) + Pair(text, 2, ref rest);
        int month = Pair(text, 5, ref rest);
        int day = Pair(text, 8, ref rest);
        int hour = Pair(text, 11, ref rest);
        int minute = Pair(text, 14, ref rest);
        int second = Pair(text, 17, ref rest);
        Pair(text, 20, ref rest);
        Pair(text, 22, ref rest);
        Pair(text, 24, ref rest);
        return rest == 0
            && year > 0
            && (uint)(month - 1) < 12
            && (uint)(day - 1) < SafeDay
            && hour < 24
            && minute < 60
            && second < 60;
    }

    private static int Pair(ReadOnlySpan<byte> text, int position, ref int rest)
    {
        int tens = text[position] - '0';
        int ones = text[position + 1] - '0';
        rest |= ((9 - tens) | tens | (9 - ones) | ones) & int.MinValue;
        return (tens * 10) + ones;
    }

    public static void Format(DateTimeOffset time, Span<byte> destination)
    {
        DateTime utc = time.UtcDateTime;
        destination[26] = (byte)'Z';
        (int year, int month, int day) = utc;
        Digits(year, destination[..4]);
        destination[4] = (byte)'-';
        Digits(month, destination[5..7]);
        destination[7] = (byte)'-';
        Digits(day, destination[8..10]);
        destination[10] = (byte)'T';
        Digits(utc.Hour, destination[11..13]);
        destination[13] = (byte)':';
        Digits(utc.Minute, destination[14..16]);
        destination[16] = (byte)':';
        Digits(utc.Second, destination[17..19]);
        destination[19] = (byte)'.';
        Digits((int)(utc.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond), destination[20..26]);
    }

    private static void Digits(int value, Span<byte> destination)
    {
        for (int i = destination.Length - 1; i >= 0; i--)
        {
            (value, int digit) = Math.DivRem(value, 10);
            destination[i] = (byte)('0' + digit);
        }
    }
}
