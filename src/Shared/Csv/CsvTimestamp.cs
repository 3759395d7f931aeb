namespace ModelData;

/// <summary>Times as the dialect writes them: <c>2026-11-23T05:41:11.123456Z</c>, always 27 bytes.</summary>
internal static class CsvTimestamp
{
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
