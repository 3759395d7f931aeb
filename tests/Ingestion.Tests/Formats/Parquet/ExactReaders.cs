using System.Globalization;
using Apache.Arrow;
using ModelData.Testing;
using Parquet;
using Parquet.Schema;

namespace ModelData.Ingestion.Tests.Formats.Parquet;

/// <summary>
/// Reads files of exact types with DuckDB, Parquet.Net, and Arrow, which is what pandas and pyarrow read with. Each value must have the type of its column
/// there, and becomes the text that it has in <see cref="ExactTable"/>.
/// </summary>
internal static class ExactReaders
{
    public static async Task AssertEqualAsync(byte[] file, IEnumerable<ExactTable> tables, FeatureSchema schema)
    {
        string?[][] expected = [.. tables.SelectMany(table => table.Rows.Select(row => row[SystemColumns.Count..]))];
        Assert.Equal(expected, ReadWithDuckDb(file, schema));
        Assert.Equal(expected, await ReadWithArrowAsync(file, schema));
        Assert.Equal(expected, await ReadWithParquetNetAsync(file, schema));
    }

    public static string?[][] ReadWithDuckDb(byte[] file, FeatureSchema schema)
    {
        var features = schema.Columns.Skip(SystemColumns.Count).ToList();
        string types = string.Join(", ", features.Select(column => $"typeof(\"{column.Name}\")"));
        Assert.Equal(
            features.Select(column => DuckDbType(column.Exact!.Value)),
            Readers.Query(file, $"select {types} from $file limit 1")[0]
        );
        // It writes no zero before the point where the type has no digit there.
        string values = string.Join(
            ", ",
            features.Select(column => $"regexp_replace(cast(\"{column.Name}\" as varchar), '^(-?)\\.', '\\10.')")
        );
        return
        [
            .. Readers
                .Query(file, $"select {values} from $file")
                .Select(row => System.Array.ConvertAll(row, v => (string?)v)),
        ];
    }

    private static async Task<string?[][]> ReadWithArrowAsync(byte[] file, FeatureSchema schema)
    {
        // From a path: over a managed stream the library's own threads call back, also when it is being let go of.
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "exact.parquet");
        await File.WriteAllBytesAsync(path, file);
        using ParquetSharp.Arrow.FileReader reader = new(path);
        using var batches = reader.GetRecordBatchReader();
        List<string?[]> rows = [];
        while (await batches.ReadNextRecordBatchAsync() is { } batch)
        {
            using (batch)
            {
                var columns = schema
                    .Columns.Skip(SystemColumns.Count)
                    .Select(c => (c.Exact!.Value, batch.Column(c.Name)));
                string?[][] values = [.. columns.Select(column => Texts(column.Value, column.Item2))];
                rows.AddRange(
                    Enumerable.Range(0, batch.Length).Select(row => System.Array.ConvertAll(values, v => v[row]))
                );
            }
        }

        return [.. rows];
    }

    private static string?[] Texts(ExactType type, IArrowArray array)
    {
        Func<int, string?> text = array switch
        {
            UInt64Array numbers when type.Kind == ExactTypeKind.UInt64 => i => Text(numbers.GetValue(i)),
            StringArray texts when type is { Kind: ExactTypeKind.Decimal, Precision: 0 } => i => texts.GetString(i),
            Decimal128Array decimals when decimals.Precision == type.Precision && decimals.Scale == type.Scale => i =>
                decimals.IsNull(i) ? null : Text(decimals.GetValue(i)),
            Date32Array dates when type.Kind == ExactTypeKind.Date => i =>
                dates.GetDateOnly(i)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Time64Array times when type.Kind == ExactTypeKind.Time => i =>
                times.GetTime(i)?.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            Apache.Arrow.Arrays.FixedSizeBinaryArray bytes when type.Kind == ExactTypeKind.Uuid => i =>
                bytes.IsNull(i) ? null : $"{new Guid(bytes.GetBytes(i), bigEndian: true):D}",
            _ => throw new InvalidOperationException($"{type} is {array.Data.DataType.Name}"),
        };
        return [.. Enumerable.Range(0, array.Length).Select(text)];
    }

    private static async Task<string?[][]> ReadWithParquetNetAsync(byte[] file, FeatureSchema schema)
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(file));
        List<string?[]> rows = [];
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            using var rowGroup = reader.OpenRowGroupReader(group);
            List<string?[]> columns = [];
            foreach (var (column, field) in schema.Columns.Zip(reader.Schema.DataFields).Skip(SystemColumns.Count))
            {
                columns.Add(await TextsAsync(rowGroup, field, column.Exact!.Value));
            }

            rows.AddRange(
                Enumerable.Range(0, (int)rowGroup.RowCount).Select(row => columns.Select(c => c[row]).ToArray())
            );
        }

        return [.. rows];
    }

    private static async Task<string?[]> TextsAsync(ParquetRowGroupReader rowGroup, DataField field, ExactType type)
    {
        return type switch
        {
            { Kind: ExactTypeKind.UInt64 } => await AllAsync<ulong>(v => v.ToString(CultureInfo.InvariantCulture)),
            { Kind: ExactTypeKind.Decimal, Precision: 0 } => await AllTextsAsync(),
            { Kind: ExactTypeKind.Decimal } => await AllAsync<decimal>(v =>
                v.ToString($"F{type.Scale}", CultureInfo.InvariantCulture)
            ),
            { Kind: ExactTypeKind.Date } => await AllAsync<DateTime>(v =>
                v.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            ),
            // The library does not know times of no zone: it gives their microseconds.
            { Kind: ExactTypeKind.Time } => await AllAsync<long>(v =>
                new TimeOnly(v * TimeSpan.TicksPerMicrosecond).ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)
            ),
            _ => await AllAsync<Guid>(v => $"{v:D}"),
        };

        async Task<string?[]> AllAsync<T>(Func<T, string> text)
            where T : struct
        {
            Assert.Equal(typeof(T), field.ClrType);
            var values = new T?[rowGroup.RowCount];
            await rowGroup.ReadAsync<T>(field, values.AsMemory());
            return [.. values.Select(v => v is { } value ? text(value) : null)];
        }

        async Task<string?[]> AllTextsAsync()
        {
            string?[] values = new string?[rowGroup.RowCount];
            await rowGroup.ReadAsync(field, values.AsMemory());
            return values;
        }
    }

    private static string DuckDbType(ExactType type) =>
        type switch
        {
            { Kind: ExactTypeKind.UInt64 } => "UBIGINT",
            { Kind: ExactTypeKind.Decimal, Precision: 0 } => "VARCHAR",
            { Kind: ExactTypeKind.Decimal } => $"DECIMAL({type.Precision},{type.Scale})",
            { Kind: ExactTypeKind.Date } => "DATE",
            { Kind: ExactTypeKind.Time } => "TIME",
            _ => "UUID",
        };

    private static string? Text<T>(T? value)
        where T : struct, IFormattable => value?.ToString(null, CultureInfo.InvariantCulture);
}
