using System.Text.Unicode;

namespace ModelData;

/// <summary>Says what is wrong with the shape of a row: which row, which column, and what is right.</summary>
internal static class RowRefusal
{
    public static Refusal Of(in CsvScanResult result, FeatureSchema schema)
    {
        int row = result.RowCount;
        int columns = schema.Columns.Count;
        string place =
            result.Fields > 0 && result.Fields <= columns
                ? TypedRows.Place(row, schema.Columns[result.Fields - 1].Name)
                : $"Row {row + 1}, behind the last column";
        return result.Problem switch
        {
            CsvProblem.FieldCount => new Refusal(
                RefusalReasons.FieldCountMismatch,
                $"Row {row + 1} has {result.Fields} fields, the header line has {columns}. A text that holds a comma, a quote or a line end must be quoted."
            ),
            CsvProblem.BareCarriageReturn => new Refusal(
                RefusalReasons.BareCarriageReturn,
                $"{place}: a carriage return stands outside quotes without a line feed behind it. Rows end in a line feed; a text that "
                    + "holds a carriage return must be quoted."
            ),
            CsvProblem.RowTooLong => new Refusal(
                RefusalReasons.RowTooLong,
                $"Row {row + 1} is longer than {EventLimits.MaxRowBytes} bytes."
            ),
            _ => new Refusal(
                RefusalReasons.InvalidQuoting,
                $"{place}: a quote stands where none may, or is not closed. A text that holds a quote must be quoted, and the quote written twice."
            ),
        };
    }

    /// <summary>Finds the first field that is not UTF-8.</summary>
    public static Refusal NotUtf8(ReadOnlySpan<byte> rows, FeatureSchema schema)
    {
        int position = 0;
        for (int row = 0; position < rows.Length; row++)
        {
            foreach (FeatureColumn column in schema.Columns)
            {
                CsvField field = CsvField.At(rows, position);
                if (!Utf8.IsValid(field.Text(rows)))
                {
                    return new Refusal(
                        RefusalReasons.InvalidUtf8,
                        $"{TypedRows.Place(row, column.Name)}: the text is not UTF-8. Encode texts as UTF-8."
                    )
                    {
                        Found = Shown.Text(field.Text(rows)),
                    };
                }
                // Line ends are still as they came.
                position = field.End + (rows[field.End] == CsvDialect.CarriageReturn ? 2 : 1);
            }
        }
        return new Refusal(RefusalReasons.InvalidUtf8, "The rows are not UTF-8. Encode texts as UTF-8.");
    }
}
