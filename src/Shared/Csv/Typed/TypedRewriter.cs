namespace ModelData;

/// <summary>Copies rows with every lenient value in its plain spelling: only for rows in which <see cref="TypedScanner"/> found one.</summary>
internal static class TypedRewriter
{
    /// <summary>Copies rows in which no value is refused.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="types">The types of the columns.</param>
    /// <param name="output">Takes the copy. Empty, and not the memory of the rows.</param>
    /// <param name="most">The bytes that it may take.</param>
    /// <returns>Why the copy is not legal any more: a reason, and the rows before the one that is too long.</returns>
    public static (string Reason, int Row)? Rewrite(
        ReadOnlySpan<byte> rows,
        ReadOnlySpan<FeatureType> types,
        RetainedBuffer output,
        long most
    )
    {
        int position = 0;
        for (int row = 0; position < rows.Length; row++)
        {
            int rowStart = output.Length;
            for (int column = 0; column < types.Length; column++)
            {
                CsvField field = CsvField.At(rows, position);
                ReadOnlySpan<byte> text = field.Text(rows);
                if (!IsLenient(types[column], field, text))
                {
                    Append(rows[position..field.End], output);
                }
                else if (!text.IsEmpty)
                {
                    TypedValue.WritePlain(types[column], text, output);
                }
                Append(rows.Slice(field.End, 1), output);
                position = field.End + 1;
            }
            if (output.Length - rowStart > EventLimits.MaxRowBytes)
            {
                return (RefusalReasons.RowTooLong, row);
            }
            if (output.Length > EventLimits.MaxDecodedBytes)
            {
                return (RefusalReasons.TooLarge, row);
            }
            if (output.Length > most)
            {
                return (RefusalReasons.TooLargeForMemory, row);
            }
        }
        return null;
    }

    private static bool IsLenient(FeatureType type, in CsvField field, ReadOnlySpan<byte> text) =>
        type != FeatureType.String
        && !field.IsNull
        && (text.IsEmpty || TypedValue.Judge(type, text) == ValueForm.Lenient);

    private static void Append(ReadOnlySpan<byte> text, RetainedBuffer output)
    {
        text.CopyTo(output.GetSpan(text.Length));
        output.Advance(text.Length);
    }
}
