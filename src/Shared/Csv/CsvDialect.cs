using System.Buffers;

namespace ModelData;

/// <summary>
/// The CSV dialect: RFC 4180 in UTF-8 without a byte order mark, comma, <c>\n</c>, one header line. Null is an empty field, the empty string is
/// <c>""</c>. A text is quoted when it is empty, holds <c>,</c> <c>"</c> <c>\r</c> or <c>\n</c>, or starts or ends with a space or a tab (which some
/// readers would trim); nothing else is quoted. Numbers are invariant and shortest, see <see cref="CsvNumber"/>; booleans are <c>true</c> and
/// <c>false</c>; times are UTC with microseconds, GUIDs in D format.
/// </summary>
internal static class CsvDialect
{
    public const byte Comma = (byte)',';
    public const byte Quote = (byte)'"';
    public const byte LineFeed = (byte)'\n';
    public const byte CarriageReturn = (byte)'\r';

    private static readonly SearchValues<char> SpecialChars = SearchValues.Create(",\"\r\n");
    private static readonly SearchValues<byte> SpecialBytes = SearchValues.Create(",\"\r\n"u8);

    public static bool MustQuote(ReadOnlySpan<char> text) =>
        text.IsEmpty || text[0] is ' ' or '\t' || text[^1] is ' ' or '\t' || text.ContainsAny(SpecialChars);

    public static bool MustQuote(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty
        || utf8[0] is (byte)' ' or (byte)'\t'
        || utf8[^1] is (byte)' ' or (byte)'\t'
        || utf8.ContainsAny(SpecialBytes);
}
