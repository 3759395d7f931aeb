namespace ModelData;

/// <summary>A field of scanned rows: where it is, and where its text is within quotes, if there are any.</summary>
/// <param name="Start">Where the text starts.</param>
/// <param name="Length">The length of the text.</param>
/// <param name="IsQuoted">Whether quotes stand around it.</param>
/// <param name="HasEscapes">Whether it holds quotes that are written twice.</param>
internal readonly record struct CsvField(int Start, int Length, bool IsQuoted, bool HasEscapes)
{
    /// <summary>Whether there is no value.</summary>
    public bool IsNull => Length == 0 && !IsQuoted;

    /// <summary>The position of the comma or line feed behind it.</summary>
    public int End => Start + Length + (IsQuoted ? 1 : 0);

    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> rows) => rows.Slice(Start, Length);

    /// <summary>Finds the end of a field.</summary>
    /// <param name="rows">Rows that <see cref="CsvScanner"/> found to be good, with line feeds alone.</param>
    /// <param name="start">Where the field starts.</param>
    public static CsvField At(ReadOnlySpan<byte> rows, int start)
    {
        if (rows[start] != CsvDialect.Quote)
        {
            int length = rows[start..].IndexOfAny(CsvDialect.Comma, CsvDialect.LineFeed);
            return new CsvField(start, length, IsQuoted: false, HasEscapes: false);
        }
        int position = start + 1;
        bool hasEscapes = false;
        while (true)
        {
            position += rows[position..].IndexOf(CsvDialect.Quote);
            if (rows[position + 1] != CsvDialect.Quote)
            {
                return new CsvField(start + 1, position - start - 1, IsQuoted: true, hasEscapes);
            }
            hasEscapes = true;
            position += 2;
        }
    }
}
