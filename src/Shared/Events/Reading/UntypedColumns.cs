namespace ModelData;

/// <summary>Holds the claim of an event that columns have only nulls against its rows: a file relies on it.</summary>
internal static class UntypedColumns
{
    /// <summary>Looks for a value where there is none.</summary>
    /// <param name="rows">Rows in the plain form.</param>
    /// <param name="schema">Their columns.</param>
    /// <returns>Why the rows are refused.</returns>
    public static Refusal? Check(ReadOnlySpan<byte> rows, FeatureSchema schema)
    {
        if (!schema.HasUntyped)
        {
            return null;
        }
        int position = 0;
        for (int row = 0; position < rows.Length; row++)
        {
            for (int column = 0; column < schema.Columns.Count; column++)
            {
                CsvField field = CsvField.At(rows, position);
                position = field.End + 1;
                if (!field.IsNull && schema.Columns[column].IsUntyped)
                {
                    return new Refusal(
                        RefusalReasons.ValueTypeMismatch,
                        $"{TypedRows.Place(row, schema.Columns[column].Name)}: the attribute {EventAttributes.Untyped} says that the column has "
                            + "no values. Leave it out there, and say its type."
                    )
                    {
                        Found = Shown.Text(field.Text(rows)),
                    };
                }
            }
        }
        return null;
    }
}
