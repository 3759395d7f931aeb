using Utf8 = System.Text.Encoding;

namespace ModelData.Producer.InMemory;

/// <summary>Takes the rows of a batch apart. They were scanned before: every quote is closed, and every row has as many fields as there are columns.</summary>
internal static class BatchRows
{
    private const byte Quote = (byte)'"';

    public static List<CollectedRow> Read(CollectedBatch batch)
    {
        IReadOnlyList<FeatureColumn> columns = batch.Schema.Columns;
        List<CollectedRow> rows = new(batch.RowCount);
        ReadOnlySpan<byte> rest = batch.Rows.Span;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> row = rest;
            object?[] values = new object?[columns.Count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = TakeField(ref rest) is { } text ? FieldValue.Parse(text, columns[i]) : null;
            }
            rows.Add(new CollectedRow(batch, values, Utf8.UTF8.GetString(row[..(row.Length - rest.Length - 1)])));
        }
        return rows;
    }

    /// <summary>Takes a field and what ends it; null when there is no value.</summary>
    private static string? TakeField(ref ReadOnlySpan<byte> rest)
    {
        if (rest[0] != Quote)
        {
            int length = rest.IndexOfAny((byte)',', (byte)'\n');
            string? plain = length == 0 ? null : Utf8.UTF8.GetString(rest[..length]);
            rest = rest[(length + 1)..];
            return plain;
        }
        int end = 1;
        while (true)
        {
            end += rest[end..].IndexOf(Quote);
            if (rest[end + 1] != Quote)
            {
                break;
            }
            end += 2;
        }
        string quoted = Utf8.UTF8.GetString(rest[1..end]);
        rest = rest[(end + 2)..];
        return quoted.Replace("\"\"", "\"");
    }
}
