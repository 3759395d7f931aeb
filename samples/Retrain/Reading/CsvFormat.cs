namespace Retrain.Reading;

/// <summary><c>data*.csv</c>: an empty field is null, <c>""</c> is the empty text.</summary>
internal sealed class CsvFormat : RowFormat
{
    // Nothing is guessed: not the dialect, not the types. Siblings may have other columns: by name.
    public override string Table(IReadOnlyList<string> paths) =>
        $"""
            read_csv({List(paths)}, header = true, delim = ',', quote = '"', escape = '"', new_line = '\n',
                     all_varchar = true, allow_quoted_nulls = false, union_by_name = true)
            """;
}
