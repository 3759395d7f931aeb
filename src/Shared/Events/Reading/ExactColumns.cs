namespace ModelData;

/// <summary>Holds rows against what an event says of its columns beyond their letters, whatever files they go to.</summary>
internal static class ExactColumns
{
    /// <summary>Looks for a value that is none of its column's exact type.</summary>
    /// <param name="rows">Rows in the plain form, whose values are those of their letters.</param>
    /// <param name="schema">Their columns.</param>
    /// <returns>Why the rows are refused.</returns>
    public static Refusal? Check(ReadOnlySpan<byte> rows, FeatureSchema schema)
    {
        if (!schema.HasExact)
        {
            return null;
        }
        ReadOnlySpan<ExactType?> types = schema.Exact;
        int position = 0;
        for (int row = 0; position < rows.Length; row++)
        {
            for (int column = 0; column < types.Length; column++)
            {
                CsvField field = CsvField.At(rows, position);
                position = field.End + 1;
                if (!field.IsNull && types[column] is { } type && !ExactText.Fits(type, field.Text(rows)))
                {
                    return TypedRows.Mismatch(row, schema.Columns[column], Shown.Text(field.Text(rows)));
                }
            }
        }
        return null;
    }
}
