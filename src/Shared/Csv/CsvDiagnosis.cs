namespace ModelData;

/// <summary>Finds out which row is wrong first, and how, one byte at a time: only for rows that <see cref="CsvScanner"/> found to be wrong.</summary>
internal static class CsvDiagnosis
{
    public static CsvScanResult Find(ReadOnlySpan<byte> text, int fieldCount)
    {
        int rows = 0;
        bool hasCarriageReturns = false;
        while (!text.IsEmpty)
        {
            CsvProblem problem = ReadRow(text, fieldCount, out int length, out int fields, ref hasCarriageReturns);
            if (problem != CsvProblem.None)
            {
                return new CsvScanResult(problem, rows, hasCarriageReturns, HasNonAscii: false, fields);
            }
            rows++;
            text = text[length..];
        }
        return new CsvScanResult(CsvProblem.None, rows, hasCarriageReturns, HasNonAscii: false);
    }

    private static CsvProblem ReadRow(
        ReadOnlySpan<byte> text,
        int fieldCount,
        out int length,
        out int fields,
        ref bool hasCarriageReturns
    )
    {
        fields = 1;
        length = 0;
        while (true)
        {
            if (length < text.Length && text[length] == CsvDialect.Quote && !TrySkipQuoted(text, ref length))
            {
                return CsvProblem.Quoting;
            }
            while (length < text.Length && !IsSpecial(text[length]))
            {
                length++;
            }
            if (length == text.Length || text[length] == CsvDialect.Quote)
            {
                return CsvProblem.Quoting;
            }
            if (text[length] == CsvDialect.CarriageReturn)
            {
                hasCarriageReturns = true;
                length++;
                if (length == text.Length || text[length] != CsvDialect.LineFeed)
                {
                    return CsvProblem.BareCarriageReturn;
                }
            }
            if (text[length++] == CsvDialect.LineFeed)
            {
                break;
            }
            fields++;
        }
        if (length > EventLimits.MaxRowBytes)
        {
            return CsvProblem.RowTooLong;
        }
        return fields == fieldCount ? CsvProblem.None : CsvProblem.FieldCount;
    }

    /// <summary>Skips a quoted field: it must be closed, and a separator must follow.</summary>
    private static bool TrySkipQuoted(ReadOnlySpan<byte> text, ref int position)
    {
        position++;
        while (position < text.Length)
        {
            if (text[position++] != CsvDialect.Quote)
            {
                continue;
            }
            if (position == text.Length || text[position] != CsvDialect.Quote)
            {
                return position < text.Length && IsSpecial(text[position]);
            }
            position++;
        }
        return false;
    }

    private static bool IsSpecial(byte value) =>
        value is CsvDialect.Comma or CsvDialect.LineFeed or CsvDialect.CarriageReturn or CsvDialect.Quote;
}
