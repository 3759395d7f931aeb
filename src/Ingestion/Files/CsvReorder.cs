using System.Buffers;

namespace ModelData.Ingestion.Files;

/// <summary>Brings the fields of rows into another order. The fields themselves are copied as they stand.</summary>
internal static class CsvReorder
{
    private const byte Comma = (byte)',';
    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';

    /// <summary>Writes the rows with their fields in another order.</summary>
    /// <param name="rows">Rows that were scanned: each has as many fields as <paramref name="map"/>.</param>
    /// <param name="map">For each field of the result its place in the source.</param>
    /// <param name="output">The result.</param>
    public static void Write(ReadOnlySpan<byte> rows, ReadOnlySpan<int> map, IBufferWriter<byte> output)
    {
        Span<Range> fields = new Range[map.Length];
        int position = 0;
        while (position < rows.Length)
        {
            int start = position;
            position = SplitRow(rows, position, fields);
            Span<byte> row = output.GetSpan(position - start);
            int written = 0;
            for (int i = 0; i < map.Length; i++)
            {
                ReadOnlySpan<byte> field = rows[fields[map[i]]];
                field.CopyTo(row[written..]);
                written += field.Length;
                row[written++] = i == map.Length - 1 ? LineFeed : Comma;
            }

            output.Advance(written);
        }
    }

    // Returns where the next row begins.
    private static int SplitRow(ReadOnlySpan<byte> rows, int position, Span<Range> fields)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            int start = position;
            if (rows[position] == Quote)
            {
                position = EndOfQuoted(rows, position + 1);
            }
            else
            {
                position += rows[position..].IndexOfAny(Comma, LineFeed);
            }

            fields[i] = start..position;
            position++;
        }

        return position;
    }

    private static int EndOfQuoted(ReadOnlySpan<byte> rows, int position)
    {
        while (true)
        {
            position += rows[position..].IndexOf(Quote) + 1;
            if (rows[position] != Quote)
            {
                return position;
            }

            position++;
        }
    }
}
