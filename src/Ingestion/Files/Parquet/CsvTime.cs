namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// Reads times as RFC 3339 has them, <c>2026-11-23T05:41:11.123456Z</c> or with an offset, as microseconds since 1970 in UTC: intake has written
/// every other spelling so. What is below a microsecond is cut off, as our writer does. Allocates nothing.
/// </summary>
internal static class CsvTime
{
    public static bool TryParse(ReadOnlySpan<byte> text, out long microseconds)
    {
        bool isTime = TimeText.TryParse(text, isStrict: true, out long ticks);
        microseconds = isTime ? (ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond : 0;
        return isTime;
    }
}
