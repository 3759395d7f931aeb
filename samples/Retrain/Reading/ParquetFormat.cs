namespace Retrain.Reading;

/// <summary><c>data*.parquet</c>: typed columns, turned into the text that CSV files have.</summary>
internal sealed class ParquetFormat : RowFormat
{
    public override string Table(IReadOnlyList<string> paths) =>
        $"(select columns(*)::varchar from read_parquet({List(paths)}, union_by_name = true))";
}
