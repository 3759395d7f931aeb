using System.Globalization;

namespace ModelData;

/// <summary>Times and days as events write them.</summary>
internal static class Rfc3339
{
    private const int MinTimeLength = 20;
    private const int MaxTimeLength = 40;

    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        // The platform's parser takes many more forms; this is the frame of the one that is documented.
        return text.Length is >= MinTimeLength and <= MaxTimeLength
            && text[4] == '-'
            && text[7] == '-'
            && text[10] is 'T' or 't'
            && text[13] == ':'
            && text[16] == ':'
            && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out time
            );
    }

    public static bool TryParseDay(ReadOnlySpan<char> text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
        && day.Year >= EventLimits.MinYear;
}
