namespace ModelData;

/// <summary>
/// What a time may look like. The plain form is RFC 3339: <c>2026-11-23T05:41:11.123456Z</c>, or with an offset. Lenient on top of it: a space in place
/// of the T, no offset (then it is UTC), offsets without a colon or minutes, no seconds, a day alone (its midnight).
/// </summary>
public static class TimeText
{
    private const int DayLength = 10;
    private const int MinutesLength = 16;
    private const int SecondsLength = 19;
    private const int MaxLength = 40;
    private const int MaxOffsetHours = 23;
    private const int MinutesPerDay = 24 * 60;
    private const int FractionDigits = 6;

    /// <summary>Reads a time; what is below a microsecond is cut off.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isStrict">Whether it must be RFC 3339.</param>
    /// <param name="ticks">The ticks of UTC. A leap second, which they cannot tell, is the last microsecond before it.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, bool isStrict, out long ticks)
    {
        if (text.Length is < DayLength or > MaxLength || !TryReadDay(text, out ticks))
        {
            ticks = 0;
            return false;
        }
        if (text.Length == DayLength)
        {
            return !isStrict;
        }
        bool hasTime = text[DayLength] is (byte)'T' or (byte)'t' || (!isStrict && text[DayLength] == ' ');
        return hasTime && TryReadTimeOfDay(text, isStrict, ref ticks);
    }

    /// <summary>Whether a strict time is spelled as every reader takes it: upper case, in UTC, at most six digits, no leap second.</summary>
    internal static bool IsPlain(ReadOnlySpan<byte> text) =>
        text[DayLength] == 'T'
        && text[^1] == 'Z'
        && text.Length <= SecondsLength + 2 + FractionDigits
        && !text[(SecondsLength - 2)..].StartsWith("60"u8);

    private static bool TryReadDay(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (
            text[4] != '-'
            || text[7] != '-'
            || !TryReadNumber(text[..4], out int year)
            || !TryReadNumber(text[5..7], out int month)
            || !TryReadNumber(text[8..10], out int day)
            || year == 0
            || month is 0 or > 12
            || day == 0
            || day > DateTime.DaysInMonth(year, month)
        )
        {
            return false;
        }
        ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks;
        return true;
    }

    private static bool TryReadTimeOfDay(ReadOnlySpan<byte> text, bool isStrict, ref long ticks)
    {
        if (
            text.Length < MinutesLength
            || text[13] != ':'
            || !TryReadNumber(text[11..13], out int hour)
            || !TryReadNumber(text[14..16], out int minute)
            || hour > 23
            || minute > 59
        )
        {
            return false;
        }
        int second = 0;
        int microsecond = 0;
        ReadOnlySpan<byte> rest = text[MinutesLength..];
        if (rest.StartsWith(":"u8))
        {
            if (rest.Length < 3 || !TryReadNumber(rest[1..3], out second) || second > 60)
            {
                return false;
            }
            rest = rest[3..];
            if (!TryReadFraction(ref rest, out microsecond))
            {
                return false;
            }
        }
        else if (isStrict)
        {
            return false;
        }
        if (!TryReadOffset(rest, isStrict, out int offset))
        {
            return false;
        }
        bool isLeap = second == 60;
        ticks += ((((hour * 60) + minute - offset) * 60L) + second) * TimeSpan.TicksPerSecond;
        ticks += isLeap ? -TimeSpan.TicksPerMicrosecond : microsecond * TimeSpan.TicksPerMicrosecond;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks && (!isLeap || EndsMonth(ticks));
    }

    /// <summary>Leap seconds are the last of a month in UTC.</summary>
    private static bool EndsMonth(long ticks)
    {
        DateTime time = new(ticks, DateTimeKind.Utc);
        return time.Minute + (time.Hour * 60) == MinutesPerDay - 1
            && time.Day == DateTime.DaysInMonth(time.Year, time.Month);
    }

    private static bool TryReadFraction(ref ReadOnlySpan<byte> rest, out int microsecond)
    {
        microsecond = 0;
        if (!rest.StartsWith("."u8))
        {
            return true;
        }
        int position = 1;
        int unit = 100_000;
        while (position < rest.Length && (uint)(rest[position] - '0') is <= 9 and uint digit)
        {
            microsecond += (int)digit * unit;
            unit /= 10;
            position++;
        }
        rest = rest[position..];
        return position > 1;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, bool isStrict, out int minutes)
    {
        minutes = 0;
        if (text.Length <= 1)
        {
            return text.Length == 1 ? text[0] is (byte)'Z' or (byte)'z' : !isStrict;
        }
        bool hasColon = text.Length == 6 && text[3] == ':';
        if (
            text[0] is not ((byte)'+' or (byte)'-')
            || (!hasColon && (isStrict || text.Length is not (3 or 5)))
            || !TryReadNumber(text[1..3], out int hours)
            || (text.Length > 3 && !TryReadNumber(text[^2..], out minutes))
            || hours > MaxOffsetHours
            || minutes > 59
        )
        {
            return false;
        }
        minutes += hours * 60;
        minutes = text[0] == '-' ? -minutes : minutes;
        return true;
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
