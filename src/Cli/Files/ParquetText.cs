using System.Globalization;
using ModelData.Cli.Output;
using Parquet.Schema;

namespace ModelData.Cli.Files;

/// <summary>The head of a Parquet file as tables.</summary>
internal static class ParquetText
{
    public static void Write(TextWriter writer, ParquetHead head)
    {
        writer.Write(
            string.Create(CultureInfo.InvariantCulture, $"{head.Rows} rows, {head.Columns.Count} columns\n\n")
        );
        var columns = new TextTable("COLUMN", "TYPE");
        foreach (DataField column in head.Columns)
        {
            columns.Add(column.Name, ColumnText.TypeName(column) + (column.IsNullable ? ", may be null" : ""));
        }
        columns.WriteTo(writer);
        if (head.FirstRows.Count == 0)
        {
            return;
        }
        writer.Write("\n");
        TextTable rows = TextTable.OfNames([.. head.Columns.Select(column => column.Name)]);
        foreach (string[] row in head.FirstRows)
        {
            rows.Add(row);
        }
        rows.WriteTo(writer);
    }
}
