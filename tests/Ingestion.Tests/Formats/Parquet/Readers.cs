using DuckDB.NET.Data;
using Parquet;
using Parquet.Schema;

namespace ModelData.Ingestion.Tests.Formats.Parquet;

/// <summary>Reads files with three libraries that share no code, none of them by way of ours.</summary>
internal static class Readers
{
    /// <summary>Every value of the file equals the tables one after the other, for each of the readers; and so do the names.</summary>
    public static async Task AssertEqualAsync(byte[] file, IReadOnlyCollection<Table> tables, FeatureSchema schema)
    {
        object?[][] expected = [.. tables.SelectMany(t => t.Rows)];
        AssertEqual(expected, await ReadWithParquetNetAsync(file, schema), schema);
        AssertEqual(expected, ReadWithParquetSharp(file, schema), schema);
        AssertEqual(expected, ReadWithDuckDb(file, schema), schema);
    }

    /// <summary>Runs a query over the file, whose name stands in it as <c>$file</c>.</summary>
    public static List<object?[]> Query(byte[] file, string sql)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.parquet");
        File.WriteAllBytes(path, file);
        try
        {
            using DuckDBConnection connection = new("DataSource=:memory:");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                "set timezone = 'UTC'; " + sql.Replace("$file", $"'{path}'", StringComparison.Ordinal);
            using var reader = command.ExecuteReader();
            while (reader.FieldCount == 0 && reader.NextResult()) { }

            List<object?[]> rows = [];
            while (reader.Read())
            {
                var row = new object?[reader.FieldCount];
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
                }

                rows.Add(row);
            }

            return rows;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void AssertEqual(object?[][] expected, object?[][] actual, FeatureSchema schema)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int row = 0; row < expected.Length; row++)
        {
            for (int column = 0; column < schema.Columns.Count; column++)
            {
                // Equals tells zeros of different signs, and takes NaN for itself.
                bool isEqual =
                    Equals(expected[row][column], actual[row][column])
                    && Signs(expected[row][column]) == Signs(actual[row][column]);
                Assert.True(
                    isEqual,
                    $"row {row}, column {column}: {expected[row][column] ?? "null"} became {actual[row][column] ?? "null"}"
                );
            }
        }
    }

    private static bool Signs(object? value) =>
        value switch
        {
            double number => !double.IsNaN(number) && double.IsNegative(number),
            float number => !float.IsNaN(number) && float.IsNegative(number),
            _ => false,
        };

    private static object?[][] ReadWithDuckDb(byte[] file, FeatureSchema schema)
    {
        var aliases = Enumerable.Range(0, schema.Columns.Count).Select(i => $"x{i}").ToArray();
        var values = aliases.Zip(
            schema.Columns,
            (alias, column) => column.Type == FeatureType.Timestamp ? $"epoch_us({alias})" : alias
        );
        string sql = $"select {string.Join(", ", values)} from read_parquet($file) t({string.Join(", ", aliases)})";
        var names = Query(file, "select name from parquet_schema($file) offset 1").Select(r => r[0]);
        Assert.Equal(schema.Columns.Select(c => c.Name), names);
        return [.. Query(file, sql)];
    }

    public static object?[][] ReadWithParquetSharp(byte[] file, FeatureSchema schema)
    {
        using ParquetSharp.ParquetFileReader reader = new(new MemoryStream(file));
        Assert.Equal(schema.Columns.Count, reader.FileMetaData.NumColumns);
        List<object?[]> rows = [];
        for (int g = 0; g < reader.FileMetaData.NumRowGroups; g++)
        {
            using var rowGroup = reader.RowGroup(g);
            int count = (int)rowGroup.MetaData.NumRows;
            List<object?[]> columns = [];
            for (int c = 0; c < schema.Columns.Count; c++)
            {
                Assert.Equal(schema.Columns[c].Name, reader.FileMetaData.Schema.Column(c).Name);
                using var column = rowGroup.Column(c);
                columns.Add(
                    schema.Columns[c].Type switch
                    {
                        FeatureType.Double => All<double?>(column, count),
                        FeatureType.Float => All<float?>(column, count),
                        FeatureType.Int64 => All<long?>(column, count),
                        FeatureType.Int32 => All<int?>(column, count),
                        FeatureType.Boolean => All<bool?>(column, count),
                        FeatureType.Timestamp => [.. All<DateTime?>(column, count).Select(Microseconds)],
                        _ => All<string?>(column, count),
                    }
                );
            }

            rows.AddRange(Enumerable.Range(0, count).Select(r => columns.Select(c => c[r]).ToArray()));
        }

        return [.. rows];

        static object?[] All<T>(ParquetSharp.ColumnReader column, int count)
        {
            using var logical = column.LogicalReader<T>();
            return [.. logical.ReadAll(count).Select(v => (object?)v)];
        }
    }

    /// <summary>
    /// Reads with Parquet.Net. It cannot give times that are no <see cref="DateTime"/>, as there are in damaged files; without times they are null.
    /// </summary>
    public static async Task<object?[][]> ReadWithParquetNetAsync(
        byte[] file,
        FeatureSchema schema,
        bool withTimes = true
    )
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(file));
        var fields = reader.Schema.DataFields;
        Assert.Equal(schema.Columns.Select(c => c.Name), fields.Select(f => f.Name));
        List<object?[]> rows = [];
        for (int g = 0; g < reader.RowGroupCount; g++)
        {
            using var rowGroup = reader.OpenRowGroupReader(g);
            List<object?[]> columns = [];
            for (int c = 0; c < fields.Length; c++)
            {
                columns.Add(
                    schema.Columns[c].Type switch
                    {
                        FeatureType.Double => await AllAsync<double>(rowGroup, fields[c]),
                        FeatureType.Float => await AllAsync<float>(rowGroup, fields[c]),
                        FeatureType.Int64 => await AllAsync<long>(rowGroup, fields[c]),
                        FeatureType.Int32 => await AllAsync<int>(rowGroup, fields[c]),
                        FeatureType.Boolean => await AllAsync<bool>(rowGroup, fields[c]),
                        FeatureType.Timestamp when !withTimes => new object?[rowGroup.RowCount],
                        FeatureType.Timestamp =>
                        [
                            .. (await AllAsync<DateTime>(rowGroup, fields[c])).Select(Microseconds),
                        ],
                        _ => await TextsAsync(rowGroup, fields[c]),
                    }
                );
            }

            rows.AddRange(Enumerable.Range(0, (int)rowGroup.RowCount).Select(r => columns.Select(c => c[r]).ToArray()));
        }

        return [.. rows];

        static async Task<object?[]> AllAsync<T>(ParquetRowGroupReader rowGroup, DataField field)
            where T : struct
        {
            var values = new T?[rowGroup.RowCount];
            await rowGroup.ReadAsync<T>(field, values.AsMemory());
            return [.. values.Select(v => (object?)v)];
        }

        static async Task<object?[]> TextsAsync(ParquetRowGroupReader rowGroup, DataField field)
        {
            var values = new string?[rowGroup.RowCount];
            await rowGroup.ReadAsync(field, values.AsMemory());
            return values;
        }
    }

    private static object? Microseconds(object? time) =>
        time is DateTime value ? (value.Ticks - DateTime.UnixEpoch.Ticks) / 10 : null;
}
