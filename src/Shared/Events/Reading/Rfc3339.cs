using System.Buffers;
using System.Globalization;
using System.Text;

namespace ModelData;

/// <summary>Times and days as events write them.</summary>
internal static class Rfc3339
{
    private const int MaxTimeLength = 40;

    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        Span<byte> ascii = stackalloc byte[MaxTimeLength];
        long ticks = 0;
        bool isTime =
            text.Length <= MaxTimeLength
            && Ascii.FromUtf16(text, ascii, out int length) == OperationStatus.Done
            && TimeText.TryParse(ascii[..length], isStrict: true, out ticks);
        time = new DateTimeOffset(isTime ? ticks : 0, TimeSpan.Zero);
        return isTime;
    }

    public static bool TryParseDay(ReadOnlySpan<char> text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
