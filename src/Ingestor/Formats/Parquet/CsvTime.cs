namespace ModelData.Ingestor.Formats.Parquet;

/// <summary>
/// Reads times as RFC 3339 has them, <c>2026-11-23T05:41:11.123456Z</c> or with an offset, as microseconds since 1970 in UTC. What is below a
/// microsecond is cut off, as our writer does. Allocates nothing.
/// </summary>
internal static class CsvTime
{
    private const int MinLength = 20;
    private const int MaxLength = 40;
    private const int FractionStart = 19;
    private const int MaxOffsetMinutes = 14 * 60;

    public static bool TryParse(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        bool isFramed =
            text.Length is >= MinLength and <= MaxLength
            && text[4] == '-'
            && text[7] == '-'
            && text[10] is (byte)'T' or (byte)'t'
            && text[13] == ':'
            && text[16] == ':';
        if (
            !isFramed
            || !TryReadNumber(text[..4], out int year)
            || !TryReadNumber(text[5..7], out int month)
            || !TryReadNumber(text[8..10], out int day)
            || !TryReadNumber(text[11..13], out int hour)
            || !TryReadNumber(text[14..16], out int minute)
            || !TryReadNumber(text[17..19], out int second)
            || year == 0
            || month is 0 or > 12
            || day == 0
            || day > DateTime.DaysInMonth(year, month)
            || hour > 23
            || minute > 59
            || second > 59
        )
        {
            return false;
        }

        int end = FractionStart;
        if (!TryReadFraction(text, ref end, out int fraction) || !TryReadOffset(text[end..], out int offsetMinutes))
        {
            return false;
        }

        long ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks;
        ticks += (fraction * TimeSpan.TicksPerMicrosecond) - (offsetMinutes * TimeSpan.TicksPerMinute);
        microseconds = (ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> text, ref int position, out int microseconds)
    {
        microseconds = 0;
        if (text[position] != '.')
        {
            return true;
        }

        int start = ++position;
        int unit = 100_000;
        while (position < text.Length && (uint)(text[position] - '0') is <= 9 and uint digit)
        {
            microseconds += (int)digit * unit;
            unit /= 10;
            position++;
        }

        return position > start;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
        {
            return text[0] is (byte)'Z' or (byte)'z';
        }

        if (
            text.Length != 6
            || text[0] is not ((byte)'+' or (byte)'-')
            || text[3] != ':'
            || !TryReadNumber(text[1..3], out int hours)
            || !TryReadNumber(text[4..6], out minutes)
            || minutes > 59
        )
        {
            return false;
        }

        minutes += hours * 60;
        bool isLegal = minutes <= MaxOffsetMinutes;
        minutes = text[0] == '-' ? -minutes : minutes;
        return isLegal;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (byte character in text)
        {
            if ((uint)(character - '0') > 9)
            {
                return false;
            }

            number = (number * 10) + (character - '0');
        }

        return true;
    }
}
