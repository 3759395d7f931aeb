namespace ModelData;

/// <summary>Holds the values of scanned rows against the types of their columns.</summary>
internal static class TypedRows
{
    /// <summary>Checks values, and writes those anew that are spelled in another way than the plain one.</summary>
    /// <param name="rows">The rows; afterwards perhaps a copy.</param>
    /// <param name="schema">Their columns.</param>
    /// <param name="copy">Memory for a copy, not that of the rows.</param>
    /// <param name="most">The bytes that a copy may take.</param>
    /// <returns>Why the rows are refused.</returns>
    public static Refusal? Check(ref ReadOnlyMemory<byte> rows, FeatureSchema schema, RetainedBuffer copy, long most)
    {
        TypedScanResult result = TypedScanner.Scan(rows.Span, schema.Types);
        if (result.IsRefused)
        {
            return Mismatch(result.Row, schema.Columns[result.Column], Shown.Text(rows.Span[result.Value]));
        }
        if (!result.HasLenient)
        {
            return CheckMarks(rows.Span, schema);
        }
        copy.Reset();
        (string Reason, int Row)? problem = TypedRewriter.Rewrite(rows.Span, schema.Types, copy, most);
        if (problem?.Reason == RefusalReasons.TooLargeForMemory)
        {
            return MemoryRefusal.Create(rows.Length + most + 1);
        }
        rows = copy.Written;
        return problem is not { } beyond
            ? CheckMarks(rows.Span, schema)
            : new Refusal(
                beyond.Reason,
                $"With its times and numbers written in full, row {beyond.Row + 1} is beyond {EventLimits.MaxRowBytes} bytes, or all "
                    + $"rows beyond {EventLimits.MaxDecodedBytes}."
            );
    }

    /// <summary>A value that does not fit its column.</summary>
    /// <param name="row">The rows before it.</param>
    /// <param name="column">Its column.</param>
    /// <param name="found">The value, shown.</param>
    public static Refusal Mismatch(int row, in FeatureColumn column, string found) =>
        new(
            RefusalReasons.ValueTypeMismatch,
            $"{Place(row, column.Name)}: the value does not fit the type {TypeName(column)}. Accepted: "
                + $"{Accepted(column)}; null is an empty field in CSV and null in JSON."
        )
        {
            Found = found,
        };

    private static Refusal? CheckMarks(ReadOnlySpan<byte> rows, FeatureSchema schema) =>
        UntypedColumns.Check(rows, schema) ?? ExactColumns.Check(rows, schema);

    private static string TypeName(in FeatureColumn column) =>
        column.Exact?.ToString() ?? FeatureTypeCodes.Word(column.Type);

    private static string Accepted(in FeatureColumn column) =>
        column.Exact is { } exact ? ExactText.Accepted(exact) : TypedValue.Accepted(column.Type);

    /// <summary>Where a value stands, in all messages: rows are counted from 1 behind the header line, columns have names.</summary>
    public static string Place(int row, string column) => $"Row {row + 1}, column {Shown.Text(column)}";
}
