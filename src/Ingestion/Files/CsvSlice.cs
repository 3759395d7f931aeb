namespace ModelData.Ingestion.Files;

/// <summary>Whole rows out of many.</summary>
/// <param name="End">Where they end.</param>
/// <param name="Rows">Their number.</param>
internal readonly record struct CsvSlice(int End, int Rows)
{
    /// <summary>Takes the rows from a place on, as many as are within the limits, and one at least.</summary>
    /// <param name="rows">Rows that were scanned; each ends in a line feed.</param>
    /// <param name="start">Where the first one begins.</param>
    /// <param name="mostBytes">The most bytes.</param>
    /// <param name="mostRows">The most rows.</param>
    public static CsvSlice Take(ReadOnlySpan<byte> rows, int start, int mostBytes, int mostRows = int.MaxValue)
    {
        int position = start;
        int end = start;
        int count = 0;
        bool isInside = false;
        while (position < rows.Length && count < mostRows)
        {
            position += rows[position..].IndexOfAny((byte)'"', (byte)'\n') + 1;
            if (rows[position - 1] == (byte)'"')
            {
                isInside = !isInside;
            }
            else if (!isInside)
            {
                if (count > 0 && position - start > mostBytes)
                {
                    break;
                }

                end = position;
                count++;
            }
        }

        return new CsvSlice(end, count);
    }
}
