namespace Retrain.Reading;

/// <summary>How DuckDB reads the files of one format as one table, all columns as text, missing ones as null.</summary>
internal abstract class RowFormat
{
    public static RowFormat Get(string extension) => extension == "parquet" ? new ParquetFormat() : new CsvFormat();

    /// <summary>The table that some files are, for a FROM clause.</summary>
    /// <param name="paths">Local paths, at least one.</param>
    public abstract string Table(IReadOnlyList<string> paths);

    protected static string List(IEnumerable<string> paths) => $"[{string.Join(", ", paths.Select(Sql.Text))}]";
}
