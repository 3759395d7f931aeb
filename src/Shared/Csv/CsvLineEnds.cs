namespace ModelData;

/// <summary>Turns <c>\r\n</c> at the end of rows into <c>\n</c>, and leaves what stands within quotes alone.</summary>
internal static class CsvLineEnds
{
    /// <summary>Copies rows that a scan found to be good.</summary>
    /// <param name="text">The rows.</param>
    /// <param name="destination">At least as long. May be the same memory.</param>
    /// <returns>The bytes written.</returns>
    public static int Normalise(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int written = 0;
        bool isInside = false;
        while (text.IndexOfAny(CsvDialect.Quote, CsvDialect.CarriageReturn) is >= 0 and int next)
        {
            isInside ^= text[next] == CsvDialect.Quote;
            bool isKept = isInside || text[next] == CsvDialect.Quote;
            int copied = isKept ? next + 1 : next;
            text[..copied].CopyTo(destination[written..]);
            written += copied;
            text = text[(next + 1)..];
        }
        text.CopyTo(destination[written..]);
        return written + text.Length;
    }
}
